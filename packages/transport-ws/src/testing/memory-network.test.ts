import {
  configuration,
  logIndex,
  nodeId,
  term,
  type Message,
  type NodeId,
  type TransportHandler,
} from '@seaworthy/core';
import { SeededRandom, settlePromises, VirtualClock } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { MemoryNetwork, type MemoryNetworkOptions } from './memory-network.ts';
import type { MemoryTransport } from './memory-transport.ts';

const [A, B, C] = ['a', 'b', 'c'].map(nodeId) as [NodeId, NodeId, NodeId];
const OFFER = {
  term: term(1),
  meta: { index: logIndex(1), term: term(1), id: 's1', configuration: configuration([A, B]) },
};

interface Arrival {
  readonly to: NodeId;
  readonly from: NodeId;
  readonly round: number;
  readonly atMs: number;
}

/** Three started nodes and a record of what reaches them. */
async function world(options: Partial<MemoryNetworkOptions> = {}, seed = 1) {
  const clock = new VirtualClock();
  const network = new MemoryNetwork({ clock, random: new SeededRandom(seed), ...options });
  const arrivals: Arrival[] = [];
  const unreachable: string[] = [];
  const snapshots = { take: ((): Promise<void> => Promise.resolve()) as TransportHandler['onSnapshot'] };
  const nodes = new Map<NodeId, MemoryTransport>();
  for (const id of [A, B, C]) {
    const transport = network.transport(id, { id });
    await transport.start({
      onMessage: (from, message) =>
        void arrivals.push({
          to: id,
          from,
          round: message.type === 'heartbeat-response' ? message.round : -1,
          atMs: clock.monotonicNow(),
        }),
      onSnapshotOffer: () => Promise.resolve(0),
      onSnapshot: (...args) => snapshots.take(...args),
      onUnreachable: (peer) => void unreachable.push(`${id} misses ${peer} at ${clock.monotonicNow()}`),
    });
    nodes.set(id, transport);
  }
  const send = (from: NodeId, to: NodeId, round: number): void => {
    const message: Message = { type: 'heartbeat-response', term: term(1), round };
    nodes.get(from)?.send(to, message);
  };
  const node = (id: NodeId): MemoryTransport => nodes.get(id) as MemoryTransport;
  return { clock, network, arrivals, unreachable, snapshots, node, send };
}

async function* chunks(count: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let n = 0; n < count; n++) {
    await Promise.resolve();
    yield new Uint8Array(1_000).fill(n);
  }
}

describe('MemoryNetwork', () => {
  it('takes the time it was told', async () => {
    const { clock, network, arrivals, send } = await world({ conditions: { minDelayMs: 5, maxDelayMs: 5 } });
    network.setLink(A, C, { minDelayMs: 50 });
    send(A, B, 1);
    send(A, C, 2);
    clock.advance(100);
    expect(arrivals.map(({ to, atMs }) => [to, atMs])).toEqual([
      [B, 5],
      [C, 50],
    ]);
  });

  it('keeps the order unless told to reorder', async () => {
    for (const reorder of [false, true]) {
      const { clock, arrivals, send } = await world({
        conditions: { minDelayMs: 1, maxDelayMs: 100, reorder },
      });
      const rounds = Array.from({ length: 200 }, (_, round) => round);
      for (const round of rounds) {
        send(A, B, round);
        clock.advance(1);
      }
      clock.advance(1_000);
      const arrived = arrivals.map(({ round }) => round);
      expect(arrived.toSorted((a, b) => a - b)).toEqual(rounds);
      expect(arrived.every((round, place) => round === place)).toBe(!reorder);
    }
  });

  it('loses and doubles as often as told', async () => {
    const { clock, arrivals, send } = await world({ conditions: { lossRate: 0.3, duplicateRate: 0.2 } });
    for (let round = 0; round < 2_000; round++) send(A, B, round);
    clock.advance(1_000);
    const distinct = new Set(arrivals.map(({ round }) => round)).size;
    expect(distinct / 2_000).toBeGreaterThan(0.65);
    expect(distinct / 2_000).toBeLessThan(0.75);
    expect(arrivals.length / distinct).toBeGreaterThan(1.15);
    expect(arrivals.length / distinct).toBeLessThan(1.25);
  });

  it('replays a run from its seed', async () => {
    const run = async (seed: number): Promise<readonly Arrival[]> => {
      const conditions = { minDelayMs: 0, maxDelayMs: 30, lossRate: 0.2, duplicateRate: 0.2, reorder: true };
      const { clock, arrivals, send } = await world({ conditions }, seed);
      for (let round = 0; round < 300; round++) {
        send(A, B, round);
        send(B, C, round);
        clock.advance(1);
      }
      clock.advance(1_000);
      return arrivals;
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });

  it('cuts one direction alone, and what is on its way with it', async () => {
    const { clock, network, arrivals, send } = await world({ conditions: { minDelayMs: 10 } });
    send(A, B, 1);
    clock.advance(5);
    network.cut(A, B);
    send(A, B, 2);
    send(B, A, 3);
    clock.advance(100);
    expect(arrivals.map(({ round }) => round)).toEqual([3]);
    network.heal(A, B);
    send(A, B, 4);
    clock.advance(100);
    expect(arrivals.map(({ round }) => round)).toEqual([3, 4]);
  });

  it('notices a cut only after a while, and a node that is down at once', async () => {
    const { clock, network, unreachable, node, send } = await world({ detectAfterMs: 1_000 });
    network.cut(A, B);
    send(A, B, 1);
    clock.advance(500);
    expect(unreachable).toEqual([]);
    clock.advance(600);
    send(A, B, 2);
    clock.advance(10);
    expect(unreachable).toEqual(['a misses b at 1101']);
    await node(C).close();
    send(A, C, 3);
    clock.advance(10);
    expect(unreachable).toHaveLength(2);
  });

  it('partitions, isolates and heals', async () => {
    const { clock, network, arrivals, send } = await world();
    const reached = (): string[] => {
      arrivals.length = 0;
      for (const from of [A, B, C]) for (const to of [A, B, C]) if (from !== to) send(from, to, 0);
      clock.advance(10);
      return arrivals.map(({ from, to }) => `${from}${to}`).toSorted();
    };
    const all = ['ab', 'ac', 'ba', 'bc', 'ca', 'cb'];
    expect(reached()).toEqual(all);
    network.partition([A, B], [C]);
    expect(reached()).toEqual(['ab', 'ba']);
    network.partition([A], [B, C]);
    expect(reached()).toEqual(['bc', 'cb']);
    network.partition([A, B], [B, C]);
    expect(reached()).toEqual(['ab', 'ba', 'bc', 'cb']);
    network.heal();
    expect(reached()).toEqual(all);
    network.isolate(B);
    expect(reached()).toEqual(['ac', 'ca']);
  });

  it('tells facts only where both directions work', async () => {
    const { clock, network, node } = await world();
    network.cut(A, B);
    clock.advance(100);
    expect([node(A).peerFacts(B), node(B).peerFacts(A)]).toEqual([undefined, undefined]);
    expect([node(A).peerFacts(C), node(C).peerFacts(A)]).toEqual([{ id: 'c' }, { id: 'a' }]);
    network.heal();
    clock.advance(100);
    expect([node(A).peerFacts(B), node(B).peerFacts(A)]).toEqual([{ id: 'b' }, { id: 'a' }]);
  });

  it.each([
    ['there', A, B],
    ['back', B, A],
  ])('breaks a snapshot on both sides when the way %s is cut', async (_way, from, to) => {
    const { clock, network, snapshots, node } = await world({ detectAfterMs: 1_000 });
    let bytes = 0;
    let atReceiver: unknown = null;
    snapshots.take = async (_from, _offer, _offset, received) => {
      try {
        for await (const chunk of received) bytes += chunk.byteLength;
      } catch (error) {
        atReceiver = error;
        throw error;
      }
    };
    let atSender: unknown = null;
    node(A)
      .sendSnapshot(B, OFFER, () => chunks(100_000))
      .catch((error: unknown) => (atSender = error));
    await clock.advanceUntil(() => bytes > 0);
    network.cut(from, to);
    const cutAt = clock.monotonicNow();
    await clock.advanceUntil(() => atSender !== null && atReceiver !== null);
    expect(clock.monotonicNow() - cutAt).toBeGreaterThanOrEqual(1_000);
    expect(atSender).toMatchObject({ code: 'unreachable', peer: B });
    expect(atReceiver).toMatchObject({ code: 'unreachable' });
  });

  it('keeps only so much on its way', async () => {
    const limits = { maxFrameBytes: 1_000, maxQueueBytes: 1_000 };
    const { clock, arrivals, unreachable, send } = await world({ limits });
    for (let round = 0; round < 100; round++) send(A, B, round);
    clock.advance(10);
    expect(arrivals.length).toBe(Math.floor(1_000 / (1 + 4 + 18)));
    expect(unreachable).toHaveLength(1);
    send(A, B, 100);
    clock.advance(10);
    expect(arrivals.at(-1)?.round).toBe(100);
  });

  it('has room for one transport per id at a time', async () => {
    const { network, node } = await world();
    const handler: TransportHandler = {
      onMessage: () => undefined,
      onSnapshotOffer: () => Promise.resolve(0),
      onSnapshot: () => Promise.resolve(),
      onUnreachable: () => undefined,
    };
    await expect(network.transport(A).start(handler)).rejects.toMatchObject({ code: 'listen_failed' });
    await node(A).close();
    await expect(network.transport(A).start(handler)).resolves.toBeUndefined();
    await settlePromises();
  });

  it('refuses meaningless conditions', async () => {
    const { network } = await world();
    expect(() => network.setConditions({ lossRate: 2 })).toThrow('rate from 0 to 1');
    expect(() => network.setLink(A, B, { minDelayMs: 5, maxDelayMs: 1 })).toThrow(
      'delays with 0 <= min <= max',
    );
  });
});
