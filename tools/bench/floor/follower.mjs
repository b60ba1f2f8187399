// Appends what the leader sends to a file, syncs, and says so. Arguments: a directory. Tells its port to its parent.
import { join } from 'node:path';

import { Journal } from './journal.mjs';
import { serve, sequenceFrame } from './wire.mjs';

const [, , directory] = process.argv;

process.on('disconnect', () => process.exit());
let leader;
const journal = new Journal(join(directory, 'journal'), (sequence) => leader.send(sequenceFrame(sequence)));
const port = await serve((socket) => {
  leader = socket;
  socket.on('message', (frame) => journal.append(frame.subarray(4), frame.readUInt32LE(0)));
});
process.send({ port });
