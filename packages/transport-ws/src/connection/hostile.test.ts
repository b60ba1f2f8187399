import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import {
  configuration,
  logIndex,
  nodeId,
  systemRandom,
  term,
  type HeartbeatResponse,
  type Message,
  type NodeId,
  type TransportHandler,
} from '@seaworthy/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { buildFrame, buildNumberFrame, encodeMessages } from '../codec/frame.ts';
import { buildJsonFrame } from '../codec/json.ts';
import { TransportError, type TransportErrorCode } from '../errors.ts';
import { offerFields } from '../snapshot/offer.ts';
import { A, B, C, eventually, SocketWorld } from '../testing/__socket-world.ts';
import type { WebSocketTransport } from '../web-socket-transport.ts';
import { DiallerHandshake, type Channel, type Identity } from './handshake.ts';

const LIMITS = {
  maxFrameBytes: 100_000,
  handshakeTimeoutMs: 1_000,
  maxPendingConnections: 4,
  snapshotWindowBytes: 1_000,
};
const HEARTBEAT: HeartbeatResponse = { type: 'heartbeat-response', term: term(1), round: 7 };
const OFFER = {
  term: term(1),
  meta: { index: logIndex(1), term: term(1), id: 's1', configuration: configuration([A, B]) },
};

const FRAME_BYTES = 16 * 1024 * 1024;
const DEAF: TransportHandler = {
  onMessage: () => undefined,
  onSnapshotOffer: () => Promise.resolve(0),
  onSnapshot: () => Promise.resolve(),
  onUnreachable: () => undefined,
};

const OFFER_FRAME = buildJsonFrame('offer', offerFields(OFFER));

function offerWith(change: object): Uint8Array {
  return buildJsonFrame('offer', { ...offerFields(OFFER), ...change });
}

let world: SocketWorld;
let node: WebSocketTransport;
let heard: Message[];
let onSnapshot: TransportHandler['onSnapshot'];
let attackers: WebSocket[];

beforeEach(async () => {
  world = new SocketWorld({ limits: LIMITS });
  heard = [];
  attackers = [];
  onSnapshot = () => new Promise(() => undefined);
  node = await world.start(B, {
    onMessage: (_from, message) => void heard.push(message),
    onSnapshotOffer: () => Promise.resolve(0),
    onSnapshot: (...args) => onSnapshot(...args),
    onUnreachable: () => undefined,
  });
});

afterEach(async () => {
  for (const attacker of attackers) attacker.terminate();
  await world.close();
});

/** A connection that nobody has introduced yet. */
async function dial(path = '/raft/v1/messages', to = node): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${to.address().port}${path}`, { perMessageDeflate: false });
  attackers.push(socket);
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return socket;
}

/** A connection of an attacker who passes as node `a`. */
async function introduced(channel: Channel, to = node): Promise<WebSocket> {
  const socket = await dial(`/raft/v1/${channel}`, to);
  const me = { id: A, clusterId: 'test', secret: new Uint8Array(0), facts: {} };
  const handshake = new DiallerHandshake(me, B, channel, systemRandom, 10_000);
  await new Promise<void>((resolve) => {
    const receive = (data: Buffer): void => {
      const { send, done } = handshake.receive(data);
      if (send !== null) socket.send(send);
      if (done === null) return;
      socket.off('message', receive);
      resolve();
    };
    socket.on('message', receive);
    socket.send(handshake.greeting());
  });
  return socket;
}

/** What an attacker with these credentials begins with. */
function greetingOf(change: Partial<Identity>, to: NodeId = B): Uint8Array {
  const me = { id: A, clusterId: 'test', secret: new Uint8Array(0), facts: {}, ...change };
  return new DiallerHandshake(me, to, 'messages', systemRandom, 10_000).greeting();
}

/** A frame around a message in hexadecimal digits. */
function frameOf(hex: string): Uint8Array {
  const message = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.byteLength);
  return Buffer.concat([Buffer.from([0x10]), length, message]);
}

/** How the node ends the connection. */
function closing(socket: WebSocket): Promise<{ readonly code: number; readonly reason: string }> {
  return new Promise((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  });
}

function warned(code: TransportErrorCode): boolean {
  return world.warnings.some((warning) => warning instanceof TransportError && warning.code === code);
}

/** The node still serves an honest peer. */
async function expectAlive(): Promise<void> {
  heard.length = 0;
  const honest = await world.start(C, DEAF);
  await eventually(() => {
    honest.send(B, HEARTBEAT);
    return heard.length > 0;
  }, 'a message from an honest peer');
}

/** As many empty things of `bytes` zeros each as fit in a frame, behind the beginning of a message. */
function crowded(head: string, bytes: number): Uint8Array {
  const start = Buffer.from(head.replaceAll(' ', ''), 'hex');
  const room = FRAME_BYTES - 1 - 4 - start.byteLength - 4;
  const count = Buffer.alloc(4);
  count.writeUInt32BE(Math.floor(room / bytes));
  const things = Buffer.alloc(Math.floor(room / bytes) * bytes);
  return frameOf(Buffer.concat([start, count, things]).toString('hex'));
}

/** A way to `port` that remembers every byte that passed there. */
async function recordTo(port: number): Promise<{
  readonly address: string;
  recorded(): Buffer;
  close(): Promise<void>;
}> {
  const passed: Buffer[] = [];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.on('data', (bytes) => passed.push(bytes));
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    recorded: () => Buffer.concat(passed),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe('before the introduction', () => {
  it.each<[string, string | Uint8Array, number]>([
    ['text', 'hello', 4400],
    ['an empty frame', new Uint8Array(0), 4400],
    ['garbage', new Uint8Array([0xff, 0xfe, 0xfd]), 4400],
    ['a message', encodeMessages([HEARTBEAT]), 4400],
    ['a proof', buildFrame('proof', new Uint8Array(32)), 4400],
    ['a greeting that is no JSON', buildFrame('greeting', new Uint8Array([1, 2, 3])), 4400],
    ['a greeting of another version', buildJsonFrame('greeting', { version: 9 }), 4426],
    ['more than an introduction may hold', new Uint8Array(50_000), 4400],
  ])('answers %s by closing with a reason', async (_what, frame, code) => {
    const socket = await dial();
    const closed = closing(socket);
    socket.send(frame);
    const { code: actual, reason } = await closed;
    expect(actual).toBe(code);
    expect(reason).not.toBe('');
    await eventually(() => warned(code === 4426 ? 'wrong_version' : 'bad_frame'), 'the warning');
    expect(heard).toEqual([]);
    await expectAlive();
  });

  it.each<[string, Uint8Array, number, TransportErrorCode]>([
    ['a node that nobody knows', greetingOf({ id: nodeId('x') }), 4404, 'unknown_node'],
    ['a node with the same name', greetingOf({ id: B }), 4404, 'unknown_node'],
    ['a node that looks for another', greetingOf({}, C), 4404, 'unknown_node'],
    ['a node of another cluster', greetingOf({ clusterId: 'other' }), 4403, 'wrong_cluster'],
    ['half a greeting', greetingOf({}).subarray(0, 60), 4400, 'bad_frame'],
  ])('refuses %s', async (_what, greeting, code, warning) => {
    const socket = await dial();
    const closed = closing(socket);
    socket.send(greeting);
    expect((await closed).code).toBe(code);
    await eventually(() => warned(warning), 'the warning');
    await expectAlive();
  });

  it('refuses a greeting that comes twice', async () => {
    const socket = await dial();
    const closed = closing(socket);
    const greeting = greetingOf({});
    socket.send(greeting);
    socket.send(greeting);
    expect((await closed).code).toBe(4400);
    await expectAlive();
  });

  it('refuses what an honest node once said, byte for byte', async () => {
    const secretive = new SocketWorld({ secret: 'only members know', limits: LIMITS });
    const atB: Message[] = [];
    const b = await secretive.start(B, { ...DEAF, onMessage: (_from, message) => void atB.push(message) });
    const recorder = await recordTo(b.address().port);
    const a = secretive.create(A, { peers: { b: recorder.address } });
    b.setPeer(A, 'localhost:1');
    await a.start(DEAF);
    await eventually(() => {
      a.send(B, HEARTBEAT);
      return atB.length > 0;
    }, 'the honest message');
    await a.close();
    await recorder.close();
    atB.length = 0;
    const replay = connect(b.address().port, '127.0.0.1');
    replay.on('error', () => undefined);
    replay.resume();
    const ended = new Promise((resolve) => replay.on('close', resolve));
    replay.write(recorder.recorded());
    await ended;
    await eventually(
      () => secretive.warnings.some(({ code }) => code === 'unauthenticated'),
      'the warning of the replay',
    );
    expect(atB).toEqual([]);
    await secretive.close();
  });

  it('does not gather a large frame from a stranger', async () => {
    const socket = connect(node.address().port, '127.0.0.1');
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(
      'GET /raft/v1/messages HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    // A frame header that announces 99,999 masked bytes, and half of them.
    socket.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 1, 0x86, 0x9f, 0, 0, 0, 0]));
    socket.write(Buffer.alloc(50_000));
    await eventually(() => warned('bad_frame'), 'the warning');
    await ended;
    expect(world.warnings.some(({ message }) => message.includes('more than an introduction may hold'))).toBe(
      true,
    );
  });

  it('closes on silence', async () => {
    const { code } = await closing(await dial());
    expect(code).toBe(4408);
    await eventually(() => warned('timeout'), 'the warning');
  });

  it('lets only so many wait, and serves peers again when they have gone', async () => {
    const waiting = await Promise.all([dial(), dial(), dial(), dial()]);
    await expect(dial()).rejects.toThrow('503');
    expect(warned('busy')).toBe(true);
    for (const socket of waiting) socket.terminate();
    await expectAlive();
  });
});

describe('after the introduction, on the message channel', () => {
  it.each<[string, string | Uint8Array, number]>([
    ['text', 'hello', 4400],
    ['garbage', new Uint8Array([0x10, 0, 0, 0, 1, 9]), 4400],
    ['a frame of another channel', buildNumberFrame('end', 0), 4400],
    [
      'an introduction as another node',
      buildJsonFrame('greeting', { version: 1, cluster: 'test', from: 'c', to: 'b', channel: 'messages' }),
      4400,
    ],
    ['an oversized frame', new Uint8Array(LIMITS.maxFrameBytes + 1), 1009],
  ])('answers %s by closing', async (_what, frame, code) => {
    const socket = await introduced('messages');
    const closed = closing(socket);
    socket.send(frame);
    expect((await closed).code).toBe(code);
    await eventually(() => world.warnings.some((w) => w.code === 'bad_frame' && w.peer === A), 'the warning');
    expect(heard).toEqual([]);
    await expectAlive();
  });

  it.each<[string, Uint8Array]>([
    ['an index of 2^53', frameOf('02 06 0000000000000005 0020000000000000 0000000000000003')],
    ['a negative index', frameOf('02 06 0000000000000005 ffffffffffffffff 0000000000000003')],
    ['a negative term', frameOf('02 09 8000000000000001 0000000000000003')],
    ['an index that is not a number', frameOf('02 06 0000000000000005 7ff8000000000000 0000000000000003')],
    [
      'entries beyond every log',
      frameOf(
        '02 05 0000000000000005 001fffffffffffff 0000000000000004 0000000000000008 0000000000000003 00000001' +
          '01 0000000000000005 00000000',
      ),
    ],
    [
      'a length that reads as minus one',
      frameOf('02 0d 0000000000000005 0000000000000001 0000000000000002 00000001 ffffffff'),
    ],
    ['ten million commands', frameOf('02 0d 0000000000000005 0000000000000001 0000000000000002 00989680')],
    ['a frame that ends in its first length', new Uint8Array([0x10, 0, 0])],
    ['a frame that ends in its first message', encodeMessages([HEARTBEAT]).subarray(0, 12)],
    ['a message of another version', frameOf('01 09 0000000000000005 0000000000000003')],
    ['a message of an unknown type', frameOf('02 63 0000000000000005')],
  ])('answers %s by closing', async (_what, frame) => {
    const socket = await introduced('messages');
    const closed = closing(socket);
    socket.send(frame);
    expect((await closed).code).toBe(4400);
    await eventually(() => world.warnings.some((w) => w.code === 'bad_frame' && w.peer === A), 'the warning');
    expect(heard).toEqual([]);
    await expectAlive();
  });

  it('takes a frame that comes twice for two, as Raft does', async () => {
    const socket = await introduced('messages');
    const frame = encodeMessages([HEARTBEAT, HEARTBEAT]);
    socket.send(frame);
    socket.send(frame);
    await eventually(() => heard.length === 4, 'all messages');
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('hears nothing of a frame whose connection ends in its middle', async () => {
    const socket = await introduced('messages');
    const raw = Reflect.get(socket, '_socket') as Socket;
    const frame = encodeMessages([{ ...HEARTBEAT, round: 99 }, HEARTBEAT]);
    // All of the first message is there, masked with zeros, and a part of the second.
    const header = Buffer.from([0x82, 0x80 | frame.byteLength, 0, 0, 0, 0]);
    raw.end(Buffer.concat([header, frame.subarray(0, 30)]));
    await closing(socket);
    await expectAlive();
    expect(heard.every((message) => message.type === 'heartbeat-response' && message.round === 7)).toBe(true);
  });

  it.each<[string, () => Uint8Array]>([
    ['commands', () => crowded('02 0d 0000000000000005 0000000000000001 0000000000000002', 4)],
    [
      'entries',
      () =>
        crowded(
          '02 05 0000000000000005 0000000000000001 0000000000000001 0000000000000001 0000000000000001',
          13,
        ),
    ],
    [
      'messages',
      () => {
        const one = frameOf('02 02 0000000000000005 01').subarray(1);
        const count = Math.floor((FRAME_BYTES - 1) / one.byteLength);
        return Buffer.concat([Buffer.from([0x10]), Buffer.alloc(count * one.byteLength, one)]);
      },
    ],
  ])('does not make objects of a frame that is full of the smallest %s', async (_what, build) => {
    const spacious = new SocketWorld();
    const b = await spacious.start(B, DEAF);
    b.setPeer(A, 'localhost:1');
    const socket = await introduced('messages', b);
    const frame = build();
    expect(frame.byteLength).toBeGreaterThan(FRAME_BYTES - 100);
    const closed = closing(socket);
    const before = process.memoryUsage().heapUsed;
    socket.send(frame);
    const { code, reason } = await closed;
    const grown = process.memoryUsage().heapUsed - before;
    expect({ code, reason }).toEqual({ code: 4400, reason: expect.stringContaining('at most') as string });
    expect(grown / 1024 / 1024).toBeLessThan(100);
    await spacious.close();
  });

  it('delivers nothing of a frame whose last message is broken', async () => {
    const socket = await introduced('messages');
    const closed = closing(socket);
    const frame = encodeMessages([HEARTBEAT, HEARTBEAT]);
    socket.send(frame.subarray(0, frame.byteLength - 1));
    expect((await closed).code).toBe(4400);
    expect(heard).toEqual([]);
  });
});

describe('after the introduction, on the snapshot channel', () => {
  it.each<[string, readonly Uint8Array[]]>([
    ['a chunk before the offer', [buildFrame('chunk', new Uint8Array(1))]],
    ['an offer that is none', [buildJsonFrame('offer', { term: 'x' })]],
    [
      'two offers',
      [buildJsonFrame('offer', offerFields(OFFER)), buildJsonFrame('offer', offerFields(OFFER))],
    ],
    [
      'chunks without credit',
      [buildJsonFrame('offer', offerFields(OFFER)), buildFrame('chunk', new Uint8Array(1))],
    ],
    ['a wrong end', [buildJsonFrame('offer', offerFields(OFFER)), buildNumberFrame('end', 5)]],
    ['messages', [encodeMessages([HEARTBEAT])]],
    ['the end of a snapshot that is not accepted yet', [OFFER_FRAME, buildNumberFrame('end', 0)]],
    ['an answer of the other side', [OFFER_FRAME, buildNumberFrame('credit', 1)]],
    ['an offer at -1', [offerWith({ index: -1 })]],
    ['an offer at 2^53', [offerWith({ index: 2 ** 53 })]],
    ['an offer at half an index', [offerWith({ index: 0.5 })]],
    ['an offer without a number', [offerWith({ index: Number.NaN })]],
    ['an offer of a bad id', [offerWith({ id: '../../etc/passwd' })]],
    [
      'a configuration that makes no sense',
      [offerWith({ configuration: { ...OFFER.meta.configuration, learners: ['a'] } })],
    ],
  ])('answers %s by closing', async (_what, frames) => {
    const socket = await introduced('snapshot');
    const closed = closing(socket);
    for (const frame of frames) socket.send(frame);
    expect((await closed).code).toBe(4400);
    await eventually(() => world.warnings.some((w) => w.code === 'bad_frame' && w.peer === A), 'the warning');
    await expectAlive();
  });

  it.each<[string, readonly Uint8Array[]]>([
    ['a chunk behind the end', [buildNumberFrame('end', 0), buildFrame('chunk', new Uint8Array(1))]],
    ['a second end', [buildNumberFrame('end', 0), buildNumberFrame('end', 0)]],
    ['a second offer', [OFFER_FRAME]],
    ['an end in the middle', [buildFrame('chunk', new Uint8Array(10)), buildNumberFrame('end', 9)]],
  ])('answers %s by closing, and the snapshot does not come to its end', async (_what, frames) => {
    let begun = false;
    let failure: unknown = null;
    onSnapshot = async (_from, _offer, _offset, chunks) => {
      begun = true;
      const reading = chunks[Symbol.asyncIterator]();
      try {
        // It takes so long to store that everything comes before it has.
        for (let next = await reading.next(); next.done !== true; next = await reading.next()) continue;
        await new Promise(() => undefined);
      } catch (error) {
        failure = error;
      }
    };
    const socket = await introduced('snapshot');
    const closed = closing(socket);
    const credited = new Promise<void>((resolve) =>
      socket.on('message', (data: Buffer) => data[0] === 0x24 && resolve()),
    );
    socket.send(OFFER_FRAME);
    await credited;
    for (const frame of frames) socket.send(frame);
    expect((await closed).code).toBe(4400);
    expect(begun).toBe(true);
    const isWhole = frames.length > 0 && frames[0]?.[0] === 0x22;
    if (!isWhole) await eventually(() => failure !== null, 'the reader to hear of it');
    await expectAlive();
  });

  it('refuses a chunk of more than a megabyte', async () => {
    const socket = await introduced('snapshot');
    const closed = closing(socket);
    socket.send(OFFER_FRAME);
    socket.send(buildFrame('chunk', new Uint8Array(1024 * 1024 + 1)));
    expect((await closed).code).toBe(1009);
    await expectAlive();
  });

  it('holds a sender to its credit', async () => {
    let failure: unknown = null;
    onSnapshot = async (_from, _offer, _offset, chunks) => {
      try {
        for await (const chunk of chunks) await new Promise(() => chunk);
      } catch (error) {
        failure = error;
      }
    };
    const socket = await introduced('snapshot');
    const credited = new Promise((resolve) => socket.once('message', resolve));
    const closed = closing(socket);
    socket.send(buildJsonFrame('offer', offerFields(OFFER)));
    await credited;
    socket.send(buildFrame('chunk', new Uint8Array(600)));
    socket.send(buildFrame('chunk', new Uint8Array(600)));
    socket.send(buildFrame('chunk', new Uint8Array(600)));
    expect(await closed).toMatchObject({
      code: 4400,
      reason: expect.stringContaining('expected at most') as string,
    });
    expect(failure).toBeNull(); // still busy with the first chunk
  });
});

describe('plain HTTP', () => {
  it.each([
    ['GET', '/', 426, 'upgrade_required'],
    ['POST', '/raft/v1/messages', 426, 'upgrade_required'],
  ])('answers %s %s with JSON', async (method, path, status, code) => {
    const response = await fetch(`http://127.0.0.1:${node.address().port}${path}`, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ error: expect.any(String) as string, code });
  });

  it.each([
    ['a WebSocket at another path', 'GET /other HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade', 404],
    ['another protocol', 'GET /raft/v1/messages HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade', 400],
    ['no HTTP at all', '\x00\x01\x02', 400],
  ])('answers %s and goes on', async (_what, head, status) => {
    const socket = connect(node.address().port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.write(`${head}\r\nHost: x\r\n\r\n`);
    await ended;
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    await expectAlive();
  });
});
