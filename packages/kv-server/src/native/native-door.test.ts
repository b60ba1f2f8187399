import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

import { systemClock } from '@seaworthy/core';
import {
  decodeItems,
  decodeReply,
  decodeWelcome,
  encodeCommand,
  encodeItems,
  FRAME_REPLIES,
  FRAME_REQUESTS,
  NATIVE_PATH,
  NATIVE_PROTOCOL,
  type Limits,
  type Reply,
  type Request,
} from '@seaworthy/client/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { createHttpDoor } from '../http/http-door.ts';
import { listenForClients, type ClientListener } from '../server/client-listener.ts';
import { FakeNode } from '../service/fake-node.test.support.ts';
import { KvService } from '../service/kv-service.ts';
import { KvStateMachine } from '../state/kv-state-machine.ts';
import { INITIAL_SETTINGS } from '../state/settings.ts';
import { NativeDoor, type Offence } from './native-door.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const put = (key: string, value: string): Request => ({ op: 'put', key: text(key), value: text(value) });
const get = (key: string): Request => ({ op: 'get', key: text(key), serializable: false });

const LIMITS: Limits = { keyBytes: 64, valueBytes: 4096, frameBytes: 65_536, inFlight: 100 };
const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serve(limits = LIMITS) {
  const machine = new KvStateMachine();
  const node = new FakeNode(machine, systemClock);
  const service = new KvService({
    stateMachine: machine,
    clock: systemClock,
    limits,
    settings: INITIAL_SETTINGS,
    findUrl: () => null,
  });
  service.attach(node);
  const offences: Offence[] = [];
  const native = new NativeDoor({
    service,
    clock: systemClock,
    welcome: () => ({ node: 'n1', cluster: 'test', leader: 'n1' }),
    onOffence: (offence) => offences.push(offence),
  });
  const operations = {
    status: () => null,
    liveness: () => [],
    readiness: () => [],
    metrics: () => Promise.resolve(''),
  };
  const app = createHttpDoor({ service, operations, onInternal: () => undefined });
  const listener = await listenForClients({
    host: '127.0.0.1',
    port: 0,
    fetch: (request) => app.fetch(request),
    native,
    maxConnections: 100,
  });
  cleanUps.push(async () => {
    await native.close();
    listener.closeNow();
    await listener.close();
  });
  return { machine, node, service, native, listener, offences };
}

/** A client that collects whole frames. */
class Peer {
  readonly frames: Buffer[] = [];
  readonly replies = new Map<number, Reply>();
  closed: { code: number; reason: string } | null = null;
  readonly socket: WebSocket;
  #wake: () => void = () => undefined;

  constructor(listener: ClientListener) {
    this.socket = new WebSocket(`ws://127.0.0.1:${listener.address.port}${NATIVE_PATH}`, NATIVE_PROTOCOL);
    this.socket.on('message', (data: Buffer) => {
      this.frames.push(data);
      if (data[0] === FRAME_REPLIES)
        for (const { id, bytes } of decodeItems(data)) this.replies.set(id, decodeReply(bytes));
      this.#wake();
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#wake();
    });
    this.socket.on('error', () => undefined);
    cleanUps.push(() => this.socket.terminate());
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async welcomed(): Promise<this> {
    await this.until(() => this.frames.length > 0);
    return this;
  }

  send(...requests: readonly [number, Request][]): void {
    const items = requests.map(([id, request]) => ({ id, bytes: encodeCommand(request) }));
    this.socket.send(encodeItems(FRAME_REQUESTS, items));
  }

  async ended(): Promise<{ code: number; reason: string }> {
    await this.until(() => this.closed !== null);
    return this.closed as { code: number; reason: string };
  }
}

describe('the native door', () => {
  it('speaks first, and says who it is and what it accepts', async () => {
    const { listener, native } = await serve();
    const peer = await new Peer(listener).welcomed();
    expect(decodeWelcome(peer.frames[0] as Buffer)).toEqual({
      node: 'n1',
      cluster: 'test',
      leader: 'n1',
      limits: LIMITS,
    });
    expect(peer.socket.protocol).toBe(NATIVE_PROTOCOL);
    expect(native.connections).toBe(1);
  });

  it('answers many requests of one frame in one frame', async () => {
    const { listener } = await serve();
    const peer = await new Peer(listener).welcomed();
    peer.send([7, put('a', '1')], [8, put('b', '2')], [9, get('a')]);
    await peer.until(() => peer.replies.size === 3);
    expect(peer.frames).toHaveLength(2);
    expect(peer.replies.get(7)).toMatchObject({ ok: true, answer: { revision: 1 } });
    expect(peer.replies.get(9)).toMatchObject({
      ok: true,
      answer: { current: { value: new TextEncoder().encode('1') } },
    });
  });

  it('keeps reply frames within the limit that it told', async () => {
    const { listener } = await serve();
    const peer = await new Peer(listener).welcomed();
    peer.send([0, put('a', 'v'.repeat(4096))]);
    await peer.until(() => peer.replies.size === 1);
    peer.send(...Array.from({ length: 40 }, (_, id): [number, Request] => [id + 1, get('a')]));
    await peer.until(() => peer.replies.size === 41);
    expect(Math.max(...peer.frames.map((frame) => frame.length))).toBeLessThanOrEqual(LIMITS.frameBytes);
    expect(peer.frames.length).toBeGreaterThan(4);
  });

  it('refuses what it cannot read by its id, and goes on', async () => {
    const { listener } = await serve();
    const peer = await new Peer(listener).welcomed();
    const unknown = encodeCommand(put('a', '1'));
    unknown[0] = 99;
    peer.socket.send(
      encodeItems(FRAME_REQUESTS, [
        { id: 1, bytes: unknown },
        { id: 2, bytes: Uint8Array.of(1, 2, 3) },
        { id: 3, bytes: encodeCommand(put('k'.repeat(65), '1')) },
        { id: 4, bytes: encodeCommand(put('k', 'v'.repeat(4097))) },
        { id: 5, bytes: encodeCommand(put('k', 'v')) },
      ]),
    );
    await peer.until(() => peer.replies.size === 5);
    const codes = [1, 2, 3, 4].map((id) => {
      const reply = peer.replies.get(id);
      return reply?.ok === false ? reply.refusal.code : 'ok';
    });
    expect(codes).toEqual(['unknown_operation', 'invalid_request', 'key_too_long', 'value_too_large']);
    expect(peer.replies.get(5)).toMatchObject({ ok: true });
  });

  it('refuses more requests than may wait', async () => {
    const { listener, node } = await serve({ ...LIMITS, inFlight: 2 });
    const peer = await new Peer(listener).welcomed();
    node.held = true;
    peer.send([1, put('a', '1')], [2, put('a', '2')], [3, put('a', '3')]);
    await peer.until(() => peer.replies.size === 1);
    expect(peer.replies.get(3)).toMatchObject({ ok: false, refusal: { code: 'busy' } });
    node.release();
    await peer.until(() => peer.replies.size === 3);
    expect(peer.replies.get(2)).toMatchObject({ ok: true });
  });

  it('says good-bye when it closes', async () => {
    const { listener, native } = await serve();
    const peer = await new Peer(listener).welcomed();
    await native.close();
    expect(await peer.ended()).toEqual({ code: 1001, reason: 'the server is stopping' });
    expect(native.connections).toBe(0);
  });

  it('stops reading from a client that does not take its replies, and serves it again when it does', async () => {
    const { listener, machine } = await serve({ ...LIMITS, valueBytes: 1_000_000, frameBytes: 4_000_000 });
    const peer = await new Peer(listener).welcomed();
    peer.send([0, { op: 'put', key: text('a'), value: new Uint8Array(1_000_000) }]);
    await peer.until(() => peer.replies.size === 1);
    peer.socket.pause();
    for (let id = 1; id <= 60; id++) peer.send([id, get('a')]);
    // Rounds of another client show that the server had the time to read what it would read.
    const other = await new Peer(listener).welcomed();
    let rounds = 0;
    const letServerRead = async (): Promise<void> => {
      for (const end = rounds + 20; rounds < end; rounds++) {
        other.send([rounds, put('c', 'x')]);
        await other.until(() => other.replies.has(rounds));
      }
    };
    await letServerRead();
    peer.send([61, put('b', 'x')]);
    await letServerRead();
    expect(machine.keys).toBe(2);
    peer.socket.resume();
    await peer.until(() => peer.replies.size === 62);
    expect(peer.replies.get(61)).toMatchObject({ ok: true });
    expect(machine.keys).toBe(3);
  });
});

describe('hostile frames', () => {
  it.each<[string, string | Uint8Array, number, RegExp]>([
    ['text', 'hello', 1003, /binary/],
    ['nothing', new Uint8Array(0), 1002, /nothing/],
    ['another kind of frame', Uint8Array.of(0x55, 1, 2), 1002, /0x55/],
    ['a frame of the server', Uint8Array.of(FRAME_REPLIES), 1002, /0x82/],
    ['half an item header', Uint8Array.of(FRAME_REQUESTS, 1, 2, 3), 1002, /item header/],
    [
      'an item beyond its frame',
      Uint8Array.of(FRAME_REQUESTS, 1, 0, 0, 0, 255, 255, 255, 255),
      1002,
      /beyond/,
    ],
  ])('%s ends the connection with a reason', async (_name, frame, code, reason) => {
    const { listener, offences } = await serve();
    const peer = await new Peer(listener).welcomed();
    peer.socket.send(frame);
    const closed = await peer.ended();
    expect(closed.code).toBe(code);
    expect(closed.reason).toMatch(reason);
    expect(offences).toMatchObject([{ code }]);
    const next = await new Peer(listener).welcomed();
    next.send([1, put('a', '1')]);
    await next.until(() => next.replies.size === 1);
  });

  it('a frame that is too large ends the connection with 1009', async () => {
    const { listener } = await serve();
    const peer = await new Peer(listener).welcomed();
    peer.socket.send(new Uint8Array(LIMITS.frameBytes + 1));
    expect((await peer.ended()).code).toBe(1009);
  });

  it('a wrong path, sub-protocol or origin is refused in HTTP', async () => {
    const { listener } = await serve();
    const { port } = listener.address;
    const refused = async (
      path: string,
      protocol: string[],
      origin?: string,
    ): Promise<number | undefined> => {
      const socket = new WebSocket(
        `ws://127.0.0.1:${port}${path}`,
        protocol,
        origin === undefined ? {} : { origin },
      );
      socket.on('error', () => undefined);
      const [, response] = (await once(socket, 'unexpected-response')) as [
        unknown,
        { statusCode?: number; resume(): void },
      ];
      response.resume();
      return response.statusCode;
    };
    expect(await refused('/v1/other', [NATIVE_PROTOCOL])).toBe(404);
    expect(await refused(NATIVE_PATH, [])).toBe(400);
    expect(await refused(NATIVE_PATH, ['other.v1'])).toBe(400);
    expect(await refused(NATIVE_PATH, [NATIVE_PROTOCOL], 'http://evil.example')).toBe(403);
  });

  it('garbage instead of HTTP is answered with 400 in JSON', async () => {
    const { listener } = await serve();
    const socket: Socket = connect(listener.address.port, '127.0.0.1');
    socket.write('\x16\x03\x01garbage garbage\r\n\r\n');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    const answer = Buffer.concat(chunks).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect(answer).toMatch(/"code":"invalid_request"/);
  });
});
