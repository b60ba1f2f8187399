import { connect } from 'node:net';

import {
  configuration,
  logIndex,
  systemRandom,
  term,
  type Message,
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
import { DiallerHandshake, type Channel } from './handshake.ts';

const LIMITS = {
  maxFrameBytes: 100_000,
  handshakeTimeoutMs: 300,
  maxPendingConnections: 4,
  snapshotWindowBytes: 1_000,
};
const HEARTBEAT: Message = { type: 'heartbeat-response', term: term(1), round: 7 };
const OFFER = {
  term: term(1),
  meta: { index: logIndex(1), term: term(1), id: 's1', configuration: configuration([A, B]) },
};

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
async function dial(path = '/raft/v1/messages'): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${node.address().port}${path}`, { perMessageDeflate: false });
  attackers.push(socket);
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return socket;
}

/** A connection of an attacker who passes as node `a`. */
async function introduced(channel: Channel): Promise<WebSocket> {
  const socket = await dial(`/raft/v1/${channel}`);
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
  const honest = await world.start(C, {
    onMessage: () => undefined,
    onSnapshotOffer: () => Promise.resolve(0),
    onSnapshot: () => Promise.resolve(),
    onUnreachable: () => undefined,
  });
  await eventually(() => {
    honest.send(B, HEARTBEAT);
    return heard.length > 0;
  }, 'a message from an honest peer');
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
  ])('answers %s by closing', async (_what, frames) => {
    const socket = await introduced('snapshot');
    const closed = closing(socket);
    for (const frame of frames) socket.send(frame);
    expect((await closed).code).toBe(4400);
    await eventually(() => world.warnings.some((w) => w.code === 'bad_frame' && w.peer === A), 'the warning');
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
