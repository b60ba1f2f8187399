import {
  configuration,
  logIndex,
  nodeId,
  systemClock,
  systemRandom,
  term,
  type Message,
  type NodeId,
  type TransportHandler,
} from '@seaworthy/core';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { formatAddress } from './address.ts';
import { DiallerHandshake } from './connection/handshake.ts';
import type { TransportError } from './errors.ts';
import type { WebSocketTransportOptions } from './options.ts';
import { SilentProxy } from './testing/__silent-proxy.ts';
import { eventually } from './testing/__socket-world.ts';
import { createWebSocketTransport, type WebSocketTransport } from './web-socket-transport.ts';

const [A, B, D] = ['a', 'b', 'd'].map(nodeId) as [NodeId, NodeId, NodeId];
const LIMITS = { minBackoffMs: 5, maxBackoffMs: 20 };
const OFFER = {
  term: term(1),
  meta: { index: logIndex(1), term: term(1), id: 's1', configuration: configuration([A, D]) },
};

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

interface TestNode {
  readonly transport: WebSocketTransport;
  readonly warnings: TransportError[];
  readonly rounds: number[];
  readonly address: string;
  takeSnapshot: TransportHandler['onSnapshot'];
}

async function start(id: NodeId, options: Partial<WebSocketTransportOptions> = {}): Promise<TestNode> {
  const warnings: TransportError[] = [];
  const rounds: number[] = [];
  const transport = createWebSocketTransport({
    id,
    clusterId: 'test',
    listen: { host: '127.0.0.1', port: 0 },
    peers: {},
    clock: systemClock,
    random: systemRandom,
    limits: LIMITS,
    onWarning: (warning) => warnings.push(warning),
    ...options,
  });
  cleanUps.push(() => transport.close());
  const node: Omit<TestNode, 'address'> = {
    transport,
    warnings,
    rounds,
    takeSnapshot: () => Promise.resolve(),
  };
  await transport.start({
    onMessage: (_from, message) => void (message.type === 'heartbeat-response' && rounds.push(message.round)),
    onSnapshotOffer: () => Promise.resolve(0),
    onSnapshot: (...args) => node.takeSnapshot(...args),
    onUnreachable: () => undefined,
  });
  return Object.assign(node, { address: formatAddress(transport.address()) });
}

async function newProxy({ transport }: TestNode): Promise<SilentProxy> {
  const proxy = new SilentProxy(() => transport.address().port);
  await proxy.open();
  cleanUps.push(() => proxy.close());
  return proxy;
}

function heartbeat(round: number): Message {
  return { type: 'heartbeat-response', term: term(1), round };
}

function isOpen({ transport }: TestNode, peer: NodeId): boolean {
  return transport.links().some((link) => link.peer === peer && link.state === 'open');
}

function refusals({ warnings }: TestNode): readonly TransportError[] {
  return warnings.filter(({ code }) => code === 'unknown_node');
}

async function* noChunks(): AsyncGenerator<Uint8Array, void, undefined> {
  // Nothing.
}

describe('a newcomer', () => {
  it('is refused until it is a member, tries again without harm, and is heard as soon as it is', async () => {
    const a = await start(A);
    const proxy = await newProxy(a);
    const d = await start(D, { peers: { a: proxy.address } });
    await eventually(() => proxy.accepted >= 4, 'several attempts');
    // The same thing is said once, however often it happens.
    expect([refusals(a).length, refusals(d).length]).toEqual([1, 1]);
    expect(refusals(d)[0]).toMatchObject({ code: 'unknown_node', peer: A, retryable: false });
    expect(d.transport.links()).toMatchObject([{ peer: A }]);
    a.transport.setPeers(new Map([[D, d.address]]));
    await eventually(() => isOpen(a, D) && isOpen(d, A), 'links both ways');
    a.transport.send(D, heartbeat(1));
    d.transport.send(A, heartbeat(2));
    await eventually(() => d.rounds.includes(1) && a.rounds.includes(2), 'messages both ways');
  });

  it('is called by the leader before its own pause is over', async () => {
    const a = await start(A);
    // Its next attempt would come far too late.
    const d = await start(D, {
      peers: { a: a.address },
      limits: { minBackoffMs: 600_000, maxBackoffMs: 600_000 },
    });
    await eventually(() => refusals(d).length > 0, 'the refusal');
    a.transport.setPeers(new Map([[D, d.address]]));
    await eventually(() => isOpen(d, A), 'the link of the newcomer');
  });

  it('without an address is heard, and says why it gets no snapshot', async () => {
    const a = await start(A);
    const d = await start(D, { peers: { a: a.address } });
    a.transport.setPeers(new Map([[D, null]]));
    await eventually(() => isOpen(d, A), 'the link of the newcomer');
    d.transport.send(A, heartbeat(1));
    await eventually(() => a.rounds.includes(1), 'the message');
    expect(a.transport.links()).toEqual([]);
    await expect(a.transport.sendSnapshot(D, OFFER, noChunks)).rejects.toMatchObject({
      code: 'unreachable',
      retryable: true,
      peer: D,
    });
  });
});

describe('addresses', () => {
  it('follow the configuration, and go back to what was given', async () => {
    const b = await start(B);
    const proxies = [await newProxy(b), await newProxy(b)] as const;
    const a = await start(A, { peers: { b: proxies[0].address } });
    b.transport.setPeer(A, a.address);
    await eventually(() => isOpen(a, B), 'the link to where b was given');
    a.transport.setPeers(new Map([[B, proxies[1].address]]));
    await eventually(() => proxies[1].accepted > 0 && isOpen(a, B), 'the link to where b is told');
    const accepted = proxies[1].accepted;
    a.transport.setPeers(new Map([[B, proxies[1].address]]));
    expect(isOpen(a, B)).toBe(true);
    a.transport.setPeers(new Map([[B, null]]));
    await eventually(() => proxies[0].accepted > 1 && isOpen(a, B), 'the link to where b was given, again');
    expect(proxies[1].accepted).toBe(accepted);
  });

  it('that are none are reported once and not used', async () => {
    const b = await start(B);
    const a = await start(A, { peers: { b: b.address } });
    b.transport.setPeer(A, a.address);
    await eventually(() => isOpen(a, B), 'the link');
    for (let n = 0; n < 3; n++) a.transport.setPeers(new Map([[B, 'http://b/']]));
    expect(isOpen(a, B)).toBe(true);
    expect(a.warnings.filter(({ code }) => code === 'invalid_argument')).toMatchObject([{ peer: B }]);
  });

  it('of the node itself do not matter', async () => {
    const a = await start(A);
    a.transport.setPeers(new Map([[A, a.address]]));
    expect(a.transport.links()).toEqual([]);
  });
});

describe('a member that is removed', () => {
  it('stays a peer of those to whom it was given', async () => {
    const b = await start(B);
    const a = await start(A, { peers: { b: b.address } });
    b.transport.setPeer(A, a.address);
    a.transport.setPeers(new Map([[B, b.address]]));
    await eventually(() => isOpen(a, B) && isOpen(b, A), 'the links');
    a.transport.setPeers(new Map());
    a.transport.send(B, heartbeat(1));
    b.transport.send(A, heartbeat(2));
    await eventually(() => b.rounds.includes(1) && a.rounds.includes(2), 'messages both ways');
    expect(isOpen(a, B)).toBe(true);
  });

  it('is refused by the others, tries again without harm, and is heard again when it is told again', async () => {
    const a = await start(A);
    const proxy = await newProxy(a);
    const d = await start(D, { peers: { a: proxy.address } });
    a.transport.setPeers(new Map([[D, d.address]]));
    await eventually(() => isOpen(a, D) && isOpen(d, A), 'the links');
    a.transport.setPeers(new Map());
    expect(a.transport.links()).toEqual([]);
    const before = proxy.accepted;
    await eventually(() => proxy.accepted >= before + 3, 'several attempts');
    d.transport.send(A, heartbeat(1));
    a.transport.send(D, heartbeat(1));
    a.transport.setPeers(new Map([[D, d.address]]));
    await eventually(() => isOpen(a, D) && isOpen(d, A), 'the links again');
    expect([a.rounds, d.rounds]).toEqual([[], []]);
  });

  it('gets all that was sent before, though it takes its time', async () => {
    const a = await start(A, { limits: { ...LIMITS, closeTimeoutMs: 20 } });
    const d = await start(D, { peers: { a: a.address } });
    const proxy = await newProxy(d);
    a.transport.setPeers(new Map([[D, proxy.address]]));
    await eventually(() => isOpen(a, D), 'the link');
    // A quarter of a second in all: more than a polite close may take, less than silence is tolerated.
    proxy.throttle(500_000, 10);
    for (let n = 0; n < 12; n++) a.transport.send(D, append(1_000_000));
    a.transport.send(D, heartbeat(1));
    a.transport.setPeers(new Map());
    a.transport.send(D, heartbeat(2));
    await eventually(() => d.rounds.length > 0, 'the last message');
    expect(d.rounds).toEqual([1]);
  });

  it('does not hold up the end of the transport', async () => {
    const a = await start(A, { limits: { ...LIMITS, closeTimeoutMs: 50 } });
    const d = await start(D, { peers: { a: a.address } });
    const proxy = await newProxy(d);
    a.transport.setPeers(new Map([[D, proxy.address]]));
    await eventually(() => isOpen(a, D), 'the link');
    proxy.silence();
    for (let n = 0; n < 12; n++) a.transport.send(D, append(1_000_000));
    a.transport.setPeers(new Map());
    await a.transport.close();
  });

  it('is refused even when its removal falls in the middle of its introduction', async () => {
    const a = await start(A);
    a.transport.setPeers(new Map([[D, null]]));
    const socket = new WebSocket(`ws://${a.address}/raft/v1/messages`);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.on('open', resolve));
    const me = { id: D, clusterId: 'test', secret: new Uint8Array(0), facts: { who: 'd' } };
    const handshake = new DiallerHandshake(me, A, 'messages', systemRandom, 10_000);
    socket.send(handshake.greeting());
    const greeting = await new Promise<Buffer>((resolve) => socket.once('message', resolve));
    a.transport.setPeers(new Map());
    socket.send(handshake.receive(greeting).send as Uint8Array);
    expect(await closed).toBe(4404);
    expect(a.transport.peerFacts(D)).toBeUndefined();
  });

  it('gets no more of a snapshot', async () => {
    const a = await start(A);
    const d = await start(D, { peers: { a: a.address } });
    let begun = false;
    let failure: unknown = null;
    d.takeSnapshot = async (_from, _offer, _offset, chunks) => {
      try {
        for await (const chunk of chunks) begun ||= chunk.byteLength > 0;
      } catch (error) {
        failure = error;
        throw error;
      }
    };
    a.transport.setPeers(new Map([[D, d.address]]));
    async function* stuck(): AsyncGenerator<Uint8Array, void, undefined> {
      yield new Uint8Array(1);
      await new Promise(() => undefined);
    }
    const sending = a.transport.sendSnapshot(D, OFFER, stuck);
    sending.catch(() => undefined);
    await eventually(() => begun, 'the snapshot to begin');
    a.transport.setPeers(new Map());
    await expect(sending).rejects.toMatchObject({ code: 'unknown_node', peer: D });
    await eventually(() => failure !== null, 'the receiver to hear of it');
  });
});

function append(bytes: number): Message {
  const previous = { index: logIndex(0), term: term(0) };
  const data = new Uint8Array(bytes);
  const entries = [{ index: logIndex(1), term: term(1), kind: 'command' as const, data }];
  return { type: 'append-request', term: term(1), previous, entries, commit: logIndex(0), round: 0 };
}
