// Takes requests, appends them to a file and has the followers do so, and answers what a majority has synced. Arguments:
// a directory, and the ports of the followers. Tells its port to its parent.
import { join } from 'node:path';

import { Journal } from './journal.mjs';
import { appendFrame, dial, idsOf, repliesFrame, serve } from './wire.mjs';

const [, , directory, ...ports] = process.argv;
const followers = [];
/** Up to where each server's file is durable; the leader's own comes first. */
const durable = new Array(1 + ports.length).fill(0);
const quorum = durable.length >> 1;
let frames = [];
let arrived = [];
/** Requests in order: the socket, the ids, and the sequence number of the turn that they came in. */
let unanswered = [];
let sequence = 0;

process.on('disconnect', () => process.exit());
const journal = new Journal(join(directory, 'journal'), (through) => advance(0, through));
for (const [position, port] of ports.entries()) {
  const socket = await dial(port);
  socket.on('message', (frame) => advance(position + 1, frame.readUInt32LE(0)));
  followers.push(socket);
}
const port = await serve((socket) => {
  socket.on('message', (frame) => {
    if (frames.length === 0) setImmediate(replicate);
    frames.push(frame);
    arrived.push(socket);
  });
});
process.send({ port });

/** Sends and stores what one turn of the event loop brought. */
function replicate() {
  sequence++;
  for (const [position, frame] of frames.entries())
    unanswered.push({ socket: arrived[position], ids: idsOf(frame), sequence });
  const frame = appendFrame(sequence, frames);
  frames = [];
  arrived = [];
  for (const follower of followers) follower.send(frame);
  journal.append(frame.subarray(4), sequence);
}

function advance(position, through) {
  durable[position] = through;
  const committed = [...durable].sort((a, b) => b - a)[quorum];
  const answers = new Map();
  let count = 0;
  for (; count < unanswered.length && unanswered[count].sequence <= committed; count++) {
    const { socket, ids } = unanswered[count];
    const known = answers.get(socket);
    if (known === undefined) answers.set(socket, ids);
    else known.push(...ids);
  }
  unanswered = unanswered.slice(count);
  for (const [socket, ids] of answers) socket.send(repliesFrame(ids));
}
