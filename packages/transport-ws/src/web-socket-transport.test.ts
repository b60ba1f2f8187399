import { connect } from 'node:net';

import {
  configuration,
  logIndex,
  nodeId,
  systemClock,
  systemRandom,
  term,
  type Entry,
  type Message,
  type NodeId,
  type TransportHandler,
} from '@seaworthy/core';
import { afterEach, describe, expect, it } from 'vitest';

import { TransportError } from './errors.ts';
import { mutualTls } from './testing/__certificate.ts';
import { SilentProxy } from './testing/__silent-proxy.ts';
import { A, B, C, eventually, SocketWorld } from './testing/__socket-world.ts';
import { createWebSocketTransport, type WebSocketTransport } from './web-socket-transport.ts';
import type { WebSocketTransportOptions } from './options.ts';

const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function newWorld(defaults: Partial<WebSocketTransportOptions> = {}): SocketWorld {
  const world = new SocketWorld(defaults);
  cleanUps.push(() => world.close());
  return world;
}

async function newProxy(targetPort: () => number): Promise<SilentProxy> {
  const proxy = new SilentProxy(targetPort);
  await proxy.open();
  cleanUps.push(() => proxy.close());
  return proxy;
}

interface Heard extends TransportHandler {
  readonly messages: Message[];
  readonly unreachable: { readonly peer: NodeId; readonly atMs: number }[];
}

function handler(onSnapshot: TransportHandler['onSnapshot'] = () => Promise.resolve()): Heard {
  const messages: Message[] = [];
  const unreachable: { peer: NodeId; atMs: number }[] = [];
  return {
    messages,
    unreachable,
    onMessage: (_from, message) => void messages.push(message),
    onUnreachable: (peer) => void unreachable.push({ peer, atMs: systemClock.monotonicNow() }),
    onSnapshotOffer: () => Promise.resolve(0),
    onSnapshot,
  };
}

function heartbeat(round: number): Message {
  return { type: 'heartbeat-response', term: term(1), round };
}

function append(bytes: number): Message {
  const entry: Entry = { index: logIndex(1), term: term(1), kind: 'command', data: new Uint8Array(bytes) };
  const previous = { index: logIndex(0), term: term(0) };
  return { type: 'append-request', term: term(1), previous, entries: [entry], commit: logIndex(0), round: 0 };
}

function isOpen(transport: WebSocketTransport, peer: NodeId): boolean {
  return transport.links().some((link) => link.peer === peer && link.state === 'open');
}

const QUICK = {
  pingIntervalMs: 20,
  maxSilentPings: 4,
  handshakeTimeoutMs: 1_000,
  minBackoffMs: 5,
  maxBackoffMs: 40,
};
const OFFER = {
  term: term(1),
  meta: { index: logIndex(1), term: term(1), id: 's1', configuration: configuration([A, B]) },
};

async function* noChunks(): AsyncGenerator<Uint8Array, void, undefined> {
  // Nothing.
}

describe('connections', () => {
  it('notices a peer that fell silent, and has a fresh connection soon after the heal', async () => {
    const world = newWorld({ limits: QUICK });
    const atB = handler();
    const a = world.create(A);
    const b = world.create(B);
    await world.join(B, b, atB);
    const proxy = await newProxy(() => b.address().port);
    await world.join(A, a, handler());
    a.setPeer(B, proxy.address);
    await eventually(() => proxy.accepted === 1 && isOpen(a, B), 'the connection through the proxy');
    proxy.silence();
    await eventually(() => !isOpen(a, B), 'the silence to be noticed');
    const dials = proxy.accepted;
    await eventually(() => proxy.accepted > dials, 'another attempt during the silence');
    proxy.heal();
    await eventually(() => isOpen(a, B), 'a fresh connection');
    a.send(B, heartbeat(1));
    await eventually(() => atB.messages.length > 0, 'a message after the heal');
    expect(world.warnings.map(({ code, peer }) => [code, peer])).toContainEqual(['unreachable', B]);
  });

  it('stays open while only pings pass', async () => {
    const world = newWorld({ limits: QUICK });
    const a = await world.start(A, handler());
    const b = await world.start(B, handler());
    await eventually(() => isOpen(a, B) && isOpen(b, A), 'the connections');
    const proxy = await newProxy(() => b.address().port);
    a.setPeer(B, proxy.address);
    await eventually(() => proxy.accepted === 1 && isOpen(a, B), 'the connection through the proxy');
    const until = systemClock.monotonicNow() + 3 * QUICK.pingIntervalMs * QUICK.maxSilentPings;
    await eventually(() => systemClock.monotonicNow() > until, 'several times the patience to pass');
    expect(isOpen(a, B)).toBe(true);
    expect(proxy.accepted).toBe(1);
  });

  it('follows a peer to its new address', async () => {
    const world = newWorld();
    const a = await world.start(A, handler());
    const b = await world.start(B, handler());
    await eventually(() => isOpen(a, B), 'the first connection');
    const proxy = await newProxy(() => b.address().port);
    a.setPeer(B, proxy.address);
    await eventually(() => proxy.accepted === 1 && isOpen(a, B), 'the connection through the proxy');
    expect(a.links().find(({ peer }) => peer === B)?.address).toBe(proxy.address);
  });

  it('forgets and refuses a removed peer', async () => {
    const world = newWorld({ limits: { minBackoffMs: 5, maxBackoffMs: 20 } });
    const a = await world.start(A, handler());
    const b = await world.start(B, handler());
    await eventually(() => isOpen(a, B) && isOpen(b, A), 'the connections');
    a.removePeer(B);
    expect(a.links().map(({ peer }) => peer)).not.toContain(B);
    expect(a.peerFacts(B)).toBeUndefined();
    await eventually(
      () =>
        world.warnings.some(({ code, message }) => code === 'unknown_node' && message.includes('not a peer')),
      'b to be refused',
    );
    await expect(a.sendSnapshot(B, OFFER, () => noChunks())).rejects.toMatchObject({
      code: 'unknown_node',
      peer: B,
    });
  });

  it('sends what one turn produced as one frame, in order', async () => {
    const world = newWorld();
    const atB = handler();
    const a = await world.start(A, handler());
    const b = await world.start(B, atB);
    await eventually(() => isOpen(a, B), 'the connection');
    let bytes = 0;
    let frames = 0;
    const proxy = await newProxy(() => b.address().port);
    a.setPeer(B, proxy.address);
    await eventually(() => proxy.accepted === 1 && isOpen(a, B), 'the connection through the proxy');
    const { WebSocket } = await import('ws');
    const original = Reflect.get(WebSocket.prototype, 'send') as (...args: unknown[]) => void;
    cleanUps.push(() => void Reflect.set(WebSocket.prototype, 'send', original));
    Reflect.set(WebSocket.prototype, 'send', function (this: unknown, ...args: unknown[]) {
      frames++;
      bytes += (args[0] as Uint8Array).byteLength;
      original.apply(this, args);
    });
    for (let round = 0; round < 50; round++) a.send(B, heartbeat(round));
    await eventually(() => atB.messages.length === 50, 'the messages');
    expect(atB.messages).toEqual(Array.from({ length: 50 }, (_, round) => heartbeat(round)));
    expect([frames, bytes]).toEqual([1, 1 + 50 * (4 + 18)]);
  });
});

describe('limits', () => {
  it('drops messages for a peer that does not read, in bounded memory, and says so at intervals', async () => {
    const limits = { maxFrameBytes: 200_000, maxQueueBytes: 1_000_000, unreachableIntervalMs: 100 };
    const world = newWorld({ limits });
    const atA = handler();
    const a = world.create(A);
    const b = world.create(B);
    await world.join(B, b, handler());
    const proxy = await newProxy(() => b.address().port);
    await world.join(A, a, atA);
    a.setPeer(B, proxy.address);
    await eventually(() => proxy.accepted === 1 && isOpen(a, B), 'the connection through the proxy');
    proxy.silence();
    let largestQueue = 0;
    const status = () => a.links().find(({ peer }) => peer === B);
    await eventually(() => {
      for (let n = 0; n < 10; n++) a.send(B, append(100_000));
      largestQueue = Math.max(largestQueue, status()?.queuedBytes ?? 0);
      return atA.unreachable.filter(({ peer }) => peer === B).length >= 3;
    }, 'three reports');
    expect(largestQueue).toBeGreaterThan(500_000);
    expect(largestQueue).toBeLessThan(limits.maxQueueBytes + 1_000);
    expect(status()?.messagesDropped).toBeGreaterThan(10);
  });

  it('drops a message that fits in no frame, and sends the others in several', async () => {
    const world = newWorld({ limits: { maxFrameBytes: 10_000 } });
    const atB = handler();
    const a = await world.start(A, handler());
    await world.start(B, atB);
    await eventually(() => isOpen(a, B), 'the connection');
    a.send(B, append(10_000));
    for (let n = 0; n < 10; n++) a.send(B, append(4_000));
    await eventually(() => atB.messages.length === 10, 'the messages that fit');
    expect(world.warnings.filter(({ code }) => code === 'too_large').map(({ peer }) => peer)).toEqual([B]);
  });
});

describe('introductions over sockets', () => {
  it.each<[string, Partial<WebSocketTransportOptions>, string]>([
    ['another cluster', { clusterId: 'other' }, 'wrong_cluster'],
    ['another secret', { secret: 'wrong' }, 'unauthenticated'],
  ])('refuse %s on both sides, again and again, without harm', async (_what, options, code) => {
    const world = newWorld({ secret: 'right', limits: { minBackoffMs: 5, maxBackoffMs: 20 } });
    const [atA, atB] = [handler(), handler()];
    const a = await world.start(A, atA);
    const b = world.create(B, options);
    await world.join(B, b, atB);
    const refusals = () => world.warnings.filter((warning) => warning.code === code);
    await eventually(() => refusals().length >= 4, 'refusals');
    a.send(B, heartbeat(1));
    b.send(A, heartbeat(1));
    expect([...atA.messages, ...atB.messages]).toEqual([]);
    expect(refusals().every(({ retryable }) => !retryable)).toBe(true);
    expect(a.peerFacts(B)).toBeUndefined();
    await expect(a.sendSnapshot(B, OFFER, () => noChunks())).rejects.toMatchObject({ code, peer: B });
    const c = await world.start(C, handler());
    await eventually(() => isOpen(a, C) && isOpen(c, A), 'a connection with an honest node');
  });

  it('let a newer connection of the same peer take over', async () => {
    const world = newWorld();
    const b = await world.start(B, handler());
    const first = await world.start(A, handler());
    await eventually(() => isOpen(first, B), 'the first connection');
    const impostor = world.create(A, { listen: { host: '127.0.0.1', port: 0 } });
    impostor.setPeer(B, world.addressOf(B));
    await impostor.start(handler());
    await eventually(() => world.warnings.some(({ code }) => code === 'superseded'), 'the first to be told');
    expect(b.peerFacts(A)).toEqual({});
  });
});

describe('snapshots over sockets', () => {
  it('reject with codes and say whether to try again', async () => {
    const world = newWorld();
    const a = await world.start(A, handler());
    const busy = Object.assign(new Error('busy'), { retryable: true });
    await world.start(
      B,
      handler(() => Promise.reject(busy)),
    );
    await world.start(
      C,
      handler(() => Promise.reject(new Error('no'))),
    );
    await expect(a.sendSnapshot(B, OFFER, () => noChunks())).rejects.toMatchObject({
      code: 'refused',
      retryable: true,
    });
    await expect(a.sendSnapshot(C, OFFER, () => noChunks())).rejects.toMatchObject({
      code: 'refused',
      retryable: false,
    });
    const voters = Array.from({ length: 2_000 }, (_, n) => nodeId(`node-${n}`));
    const large = { ...OFFER, meta: { ...OFFER.meta, configuration: configuration(voters) } };
    await expect(a.sendSnapshot(B, large, () => noChunks())).rejects.toMatchObject({ code: 'too_large' });
    await a.close();
    await expect(a.sendSnapshot(B, OFFER, () => noChunks())).rejects.toMatchObject({ code: 'closed' });
  });

  it('survive a receiver that takes longer than its peers may be silent', async () => {
    const world = newWorld({ limits: QUICK });
    const a = await world.start(A, handler());
    let store: () => void = () => undefined;
    let begun = false;
    const stored = new Promise<void>((resolve) => (store = resolve));
    await world.start(
      B,
      handler(() => {
        begun = true;
        return stored;
      }),
    );
    const sending = a.sendSnapshot(B, OFFER, () => noChunks());
    await eventually(() => begun, 'the receiver to begin');
    const until = systemClock.monotonicNow() + 3 * QUICK.pingIntervalMs * QUICK.maxSilentPings;
    await eventually(() => systemClock.monotonicNow() > until, 'several times the patience to pass');
    store();
    await expect(sending).resolves.toBeUndefined();
  });

  it('fail on both sides when the network falls silent', async () => {
    const world = newWorld({ limits: QUICK });
    const a = world.create(A);
    const b = world.create(B);
    let begun = false;
    let failure: unknown = null;
    await world.join(
      B,
      b,
      handler(async (_from, _offer, _offset, chunks) => {
        begun = true;
        try {
          for await (const chunk of chunks) begun ||= chunk.byteLength > 0;
        } catch (error) {
          failure = error;
          throw error;
        }
      }),
    );
    const proxy = await newProxy(() => b.address().port);
    await world.join(A, a, handler());
    a.setPeer(B, proxy.address);
    async function* stuck(): AsyncGenerator<Uint8Array, void, undefined> {
      yield new Uint8Array(1);
      await new Promise(() => undefined);
    }
    const sending = a.sendSnapshot(B, OFFER, () => stuck());
    sending.catch(() => undefined);
    await eventually(() => begun, 'the receiver to begin');
    proxy.silence();
    await expect(sending).rejects.toMatchObject({ code: 'unreachable', retryable: true, peer: B });
    await eventually(() => failure instanceof TransportError, 'the receiver to notice');
  });
});

describe('createWebSocketTransport', () => {
  const options: WebSocketTransportOptions = {
    id: A,
    clusterId: 'test',
    listen: { host: '127.0.0.1', port: 0 },
    peers: {},
    clock: systemClock,
    random: systemRandom,
    onWarning: () => undefined,
  };

  it.each<[string, object, RegExp]>([
    ['an id that is none', { id: '-' }, /expected a node id/],
    ['an empty cluster id', { clusterId: '' }, /expected a cluster id/],
    [
      'a port out of range',
      { listen: { host: 'localhost', port: 70_000 } },
      /expected a port from 0 to 65535/,
    ],
    ['an empty secret', { secret: '' }, /expected a secret of at least one byte/],
    ['a peer address without a port', { peers: { b: 'host' } }, /expected an address like/],
    ['a peer with a bad name', { peers: { 'b b': 'host:1' } }, /expected node ids/],
    ['facts that are no texts', { facts: { port: 5 } }, /expected a text as fact "port"/],
    ['endless facts', { facts: { a: 'x'.repeat(20_000) } }, /expected at most \d+ bytes of facts/],
    ['an unknown limit', { limits: { maxFrames: 5 } }, /unknown limit "maxFrames"/],
    ['a limit of zero', { limits: { maxQueueBytes: 0 } }, /"maxQueueBytes": expected a number above 0/],
    ['a queue smaller than a frame', { limits: { maxQueueBytes: 5 } }, /maxQueueBytes to be at least/],
    ['huge chunks', { limits: { snapshotChunkBytes: 2 ** 30 } }, /snapshotChunkBytes to be at most/],
  ])('refuses %s', (_what, change, expected) => {
    const create = (): unknown => createWebSocketTransport({ ...options, ...change });
    expect(create).toThrow(expected);
    expect(create).toThrow(TransportError);
  });

  it('leaves itself out of its peers', async () => {
    const transport = createWebSocketTransport({ ...options, peers: new Map([[A, 'localhost:1']]) });
    await transport.start(handler());
    expect(transport.links()).toEqual([]);
    await transport.close();
  });

  it('says when its address is taken, and closes all the same', async () => {
    const world = newWorld();
    const { port } = (await world.start(A, handler())).address();
    const second = world.create(B, { listen: { host: '127.0.0.1', port } });
    await expect(second.start(handler())).rejects.toMatchObject({ code: 'listen_failed', retryable: true });
    await second.close();
  });

  it('starts once, and not after its end', async () => {
    const world = newWorld();
    const a = world.create(A);
    expect(() => a.address()).toThrow('does not listen');
    await a.start(handler());
    await expect(a.start(handler())).rejects.toMatchObject({ code: 'closed' });
    const b = world.create(B);
    await b.close();
    await expect(b.start(handler())).rejects.toMatchObject({ code: 'closed' });
  });

  it('listens and dials on IPv6 where there is IPv6', async (context) => {
    const world = newWorld({ listen: { host: '::1', port: 0 } });
    const atB = handler();
    const b = world.create(B);
    try {
      await b.start(atB);
    } catch {
      context.skip('no IPv6 here');
    }
    b.setPeer(A, 'localhost:1');
    const a = world.create(A, { peers: { b: `[::1]:${b.address().port}` } });
    await a.start(handler());
    await eventually(() => isOpen(a, B), 'the connection');
    a.send(B, heartbeat(1));
    await eventually(() => atB.messages.length === 1, 'the message');
  });
});

describe('TLS', () => {
  it('encrypts, and demands certificates from both sides', async (context) => {
    const tls = mutualTls();
    if (tls === null) return context.skip('no openssl here');
    const world = newWorld({ tls });
    const atB = handler();
    const a = await world.start(A, handler());
    await world.start(B, atB);
    await eventually(() => isOpen(a, B), 'the encrypted connection');
    a.send(B, heartbeat(1));
    await eventually(() => atB.messages.length === 1, 'the message');
    await expect(a.sendSnapshot(B, OFFER, () => noChunks())).resolves.toBeUndefined();

    const stranger = world.create(C, { tls: { server: tls.server, client: { ca: tls.client.ca } } });
    await world.join(C, stranger, handler());
    await eventually(
      () => world.warnings.some(({ peer }) => peer === A || peer === B),
      'the stranger to be refused',
    );
    expect(isOpen(stranger, B)).toBe(false);
  });

  it('does not wait for the handshakes of strangers when it closes', async (context) => {
    const tls = mutualTls();
    if (tls === null) return context.skip('no openssl here');
    const world = newWorld({ tls, limits: { handshakeTimeoutMs: 600_000 } });
    const a = await world.start(A, handler());
    const stranger = connect(a.address().port, '127.0.0.1');
    const ended = new Promise((resolve) => stranger.on('close', resolve).on('error', () => undefined));
    await new Promise((resolve) => stranger.on('connect', resolve));
    // The first bytes of a handshake that never goes on.
    stranger.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]));
    stranger.resume();
    await a.close();
    await ended;
  });
});
