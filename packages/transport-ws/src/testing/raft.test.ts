import {
  startNode,
  systemRandom,
  systemClock,
  type Clock,
  type Entry,
  type NodeId,
  type ProposalOutcome,
  type RaftNode,
  type Random,
  type StateMachine,
  type Transport,
} from '@seaworthy/core';
import { MemoryLogStore, MemorySnapshotStore, SeededRandom, VirtualClock } from '@seaworthy/core/testing';
import { afterEach, describe, expect, it } from 'vitest';

import { A, B, C, eventually, SocketWorld } from './__socket-world.ts';
import { MemoryNetwork } from './memory-network.ts';

const VOTERS = [A, B, C];
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A list of texts. */
class List implements StateMachine<number> {
  items: string[] = [];

  apply(commands: readonly Entry[]): readonly number[] {
    return commands.map(({ data }) => this.items.push(decoder.decode(data)));
  }

  async *snapshot(): AsyncGenerator<Uint8Array, void, undefined> {
    const bytes = encoder.encode(JSON.stringify(this.items));
    await Promise.resolve();
    yield bytes;
  }

  async restore(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    let text = '';
    for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
    this.items = JSON.parse(text) as string[];
  }
}

class Cluster {
  readonly lists = new Map<NodeId, List>();
  readonly nodes = new Map<NodeId, RaftNode<number>>();
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  async start(id: NodeId, transport: Transport): Promise<void> {
    const stateMachine = new List();
    this.lists.set(id, stateMachine);
    const node = await startNode({
      id,
      voters: VOTERS,
      logStore: new MemoryLogStore(),
      snapshotStore: new MemorySnapshotStore(),
      transport,
      stateMachine,
      clock: this.#clock,
      random: this.#random,
      snapshotEveryEntries: 20,
      keepEntries: 5,
    });
    this.nodes.set(id, node);
  }

  leader(among: readonly NodeId[] = VOTERS): RaftNode<number> | undefined {
    return among.map((id) => this.nodes.get(id)).find((node) => node?.status().role === 'leader');
  }

  hasAll(count: number, ids: readonly NodeId[] = VOTERS): boolean {
    return ids.every((id) => this.lists.get(id)?.items.length === count);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.nodes.values()].map((node) => node.stop()));
  }
}

function propose(leader: RaftNode<number>, text: string): Promise<ProposalOutcome<number>> {
  return new Promise((resolve) => leader.propose(encoder.encode(text), resolve));
}

describe('Raft over sockets', () => {
  const world = new SocketWorld({ secret: 'shared' });
  const cluster = new Cluster(systemClock, systemRandom);

  afterEach(async () => {
    await cluster.stop();
    await world.close();
  });

  it('elects, commits, and brings a late node up by a snapshot', async () => {
    for (const id of [A, B]) {
      const transport = world.create(id);
      await cluster.start(id, world.joining(id, transport));
    }
    await eventually(() => cluster.leader() !== undefined, 'a leader');
    for (let n = 0; n < 100; n++) {
      const outcome = await propose(cluster.leader() as RaftNode<number>, `item ${n}`);
      expect(outcome).toMatchObject({ ok: true, result: n + 1 });
    }
    await cluster.start(C, world.joining(C, world.create(C)));
    await eventually(() => cluster.hasAll(100), 'all nodes to have everything');
    expect(cluster.nodes.get(C)?.status().snapshot).toBeGreaterThan(0);
  });
});

describe('Raft over the network in memory', () => {
  it('survives loss, duplicates, reordering and a partition, in virtual time', async () => {
    const clock = new VirtualClock();
    const random = new SeededRandom(11);
    const network = new MemoryNetwork({ clock, random });
    const cluster = new Cluster(clock, random);
    for (const id of VOTERS) await cluster.start(id, network.transport(id));
    await clock.advanceUntil(() => cluster.leader() !== undefined);
    network.setConditions({
      minDelayMs: 1,
      maxDelayMs: 20,
      lossRate: 0.05,
      duplicateRate: 0.1,
      reorder: true,
    });
    const first = cluster.leader() as RaftNode<number>;
    for (let n = 0; n < 60; n++) first.propose(encoder.encode(`item ${n}`), () => undefined);
    await clock.advanceUntil(() => cluster.hasAll(60));

    const others = VOTERS.filter((id) => id !== first.status().id);
    network.isolate(first.status().id);
    await clock.advanceUntil(() => cluster.leader(others) !== undefined);
    const second = cluster.leader(others) as RaftNode<number>;
    for (let n = 60; n < 120; n++) second.propose(encoder.encode(`item ${n}`), () => undefined);
    await clock.advanceUntil(() => cluster.hasAll(120, others));
    network.heal();
    await clock.advanceUntil(() => cluster.hasAll(120));
    expect(new Set([...cluster.lists.values()].map(({ items }) => JSON.stringify(items))).size).toBe(1);
    await cluster.stop();
  });
});
