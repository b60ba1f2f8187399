import type { AddressInfo } from 'node:net';

import { configuration, logIndex, systemRandom, term, type ReadSnapshot } from '@seaworthy/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';

import { buildFrame, buildNumberFrame } from '../codec/frame.ts';
import { buildJsonFrame } from '../codec/json.ts';
import { AcceptorHandshake, type Channel } from '../connection/handshake.ts';
import { A, B, eventually, SocketWorld } from '../testing/__socket-world.ts';
import type { WebSocketTransport } from '../web-socket-transport.ts';

const OFFER = {
  term: term(1),
  meta: { index: logIndex(1), term: term(1), id: 's1', configuration: configuration([A, B]) },
};
const ME = { id: B, clusterId: 'test', secret: new Uint8Array(0), facts: {} };

let world: SocketWorld;
let server: WebSocketServer;
let node: WebSocketTransport;
/** What the attacker does with a connection after its introduction. */
let attack: (socket: WebSocket, channel: Channel) => void;

beforeEach(async () => {
  attack = () => undefined;
  world = new SocketWorld();
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (socket, { url }) => {
    const channel = url === '/raft/v1/snapshot' ? 'snapshot' : 'messages';
    const handshake = new AcceptorHandshake(ME, channel, () => true, systemRandom, 10_000);
    const receive = (data: Buffer): void => {
      const { send, done } = handshake.receive(data);
      if (send !== null) socket.send(send);
      if (done === null) return;
      socket.off('message', receive);
      attack(socket, channel);
    };
    socket.on('message', receive);
  });
  await new Promise((resolve) => server.on('listening', resolve));
  const { port } = server.address() as AddressInfo;
  node = world.create(A, { peers: { b: `127.0.0.1:${port}` } });
  await node.start({
    onMessage: () => undefined,
    onSnapshotOffer: () => Promise.resolve(0),
    onSnapshot: () => Promise.resolve(),
    onUnreachable: () => undefined,
  });
});

afterEach(async () => {
  await world.close();
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

/** Answers the offer with `frames`. */
function answer(...frames: readonly Uint8Array[]): void {
  attack = (socket, channel) => {
    if (channel === 'messages') return;
    socket.once('message', () => frames.forEach((frame) => socket.send(frame)));
  };
}

const asked: number[] = [];
const read: ReadSnapshot = async function* (offset) {
  asked.push(offset);
  await Promise.resolve();
  yield new Uint8Array(10);
};
const accepted = (offset: number): Uint8Array => buildNumberFrame('accepted', offset);

describe('a sender of snapshots, facing a hostile receiver', () => {
  it.each<[string, readonly Uint8Array[], RegExp]>([
    ['garbage', [new Uint8Array([0xff])], /unknown kind of frame/],
    ['nothing', [new Uint8Array(0)], /unknown kind of frame/],
    ['two acceptances', [accepted(0), accepted(5)], /accepted once/],
    ['an acceptance from 2^53 on', [hex('27 0020000000000000')], /below 2\^53/],
    ['a negative acceptance', [hex('27 ffffffffffffffff')], /below 2\^53/],
    ['a short acceptance', [hex('27 00')], /8 more bytes/],
    ['an acceptance that is too long', [hex('27 000000000000000000')], /1 bytes too many/],
    ['a credit that is not a number', [accepted(0), hex('24 7ff8000000000000')], /below 2\^53/],
    ['a snapshot of its own', [buildFrame('chunk', new Uint8Array(1))], /expected an answer/],
    ['a refusal without a reason', [buildJsonFrame('refused', { retryable: true })], /"reason"/],
    ['a refusal that is no JSON', [buildFrame('refused', new Uint8Array([123]))], /expected a JSON object/],
    ['an endless refusal', [buildJsonFrame('refused', { reason: 'x'.repeat(50_000) })], /payload size/],
  ])('does not believe %s', async (_what, frames, expected) => {
    answer(...frames);
    const failure: unknown = await node.sendSnapshot(B, OFFER, read).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'bad_frame', peer: B, retryable: false });
    expect(String(failure)).toMatch(expected);
  });

  it('tells its own failure when the receiver wants bytes that do not exist', async () => {
    answer(accepted(Number.MAX_SAFE_INTEGER), buildNumberFrame('credit', 1));
    const strict: ReadSnapshot = (offset) => {
      throw new RangeError(`the snapshot does not reach ${offset}`);
    };
    await expect(node.sendSnapshot(B, OFFER, strict)).rejects.toMatchObject({
      code: 'aborted',
      message: expect.stringContaining('does not reach 9007199254740991') as string,
    });
  });

  it('reads nothing for a receiver that accepts and gives no credit, or gives credit and does not accept', async () => {
    for (const frame of [accepted(0), buildNumberFrame('credit', 1_000)]) {
      asked.length = 0;
      let told = false;
      attack = (socket, channel) => {
        if (channel === 'messages') return;
        socket.once('message', () => {
          socket.send(frame, () => (told = true));
          socket.on('ping', () => socket.close(1000));
        });
      };
      const sending = node.sendSnapshot(B, OFFER, read);
      sending.catch(() => undefined);
      await eventually(() => told, 'the answer');
      await expect(sending).rejects.toMatchObject({ code: 'unreachable' });
      expect(asked).toEqual([]);
    }
  });

  it('closes a message connection on which anything comes back', async () => {
    attack = (socket, channel) => {
      if (channel === 'messages') socket.send(new Uint8Array([0x10, 0, 0, 0, 0]));
    };
    for (const socket of server.clients) socket.terminate();
    await eventually(() => world.warnings.some(({ code }) => code === 'bad_frame'), 'the warning');
  });
});

function hex(digits: string): Uint8Array {
  return Buffer.from(digits.replaceAll(' ', ''), 'hex');
}
