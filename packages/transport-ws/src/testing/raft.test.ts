import { createServer, type AddressInfo } from 'node:net';

import {
  nodeId,
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

import { createWebSocketTransport, type WebSocketTransport } from '../web-socket-transport.ts';
import { A, B, C, eventually, SocketWorld } from './__socket-world.ts';
import { MemoryNetwork } from './memory-network.ts';

const VOTERS = [A, B, C];
const D = nodeId('d');
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
  readonly #disks = new Map<NodeId, { log: MemoryLogStore; readonly snapshots: MemorySnapshotStore }>();
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  async start(id: NodeId, transport: Transport, voters: readonly NodeId[] = VOTERS): Promise<void> {
    const stateMachine = new List();
    this.lists.set(id, stateMachine);
    const before = this.#disks.get(id);
    const disk = {
      log: new MemoryLogStore(before?.log),
      snapshots: before?.snapshots ?? new MemorySnapshotStore(),
    };
    this.#disks.set(id, disk);
    const node = await startNode({
      id,
      voters,
      logStore: disk.log,
      snapshotStore: disk.snapshots,
      transport,
      stateMachine,
      clock: this.#clock,
      random: this.#random,
      snapshotEveryEntries: 20,
      keepEntries: 5,
      // A machine that is busy with other things must not make a leader lose its office.
      electionTimeoutMs: 1_000,
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

/** Ports where nobody listens: a node that restarts, or moves, must know its port beforehand. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const listening = servers.map(
    (server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)),
  );
  await Promise.all(listening);
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
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

describe('A cluster over sockets whose members change', () => {
  const cluster = new Cluster(systemClock, systemRandom);
  const transports = new Map<NodeId, WebSocketTransport>();
  const warnings: string[] = [];

  afterEach(() => cluster.stop());

  /** `peers` is all that the node is given: its transport listens at an address of its own choice. */
  async function start(
    id: NodeId,
    listen: number,
    peers: ReadonlyMap<NodeId, string>,
    voters?: readonly NodeId[],
  ): Promise<void> {
    const transport = createWebSocketTransport({
      id,
      clusterId: 'test',
      listen: { host: '127.0.0.1', port: listen },
      peers,
      clock: systemClock,
      random: systemRandom,
      onWarning: ({ code, message }) => warnings.push(`${id}: ${code}: ${message}`),
    });
    transports.set(id, transport);
    await cluster.start(id, transport, voters);
  }

  const linksOf = (id: NodeId): readonly string[] =>
    (transports.get(id)?.links() ?? []).map(({ peer, state }) => `${peer} ${state}`).toSorted();

  it('takes in a node that only the configuration tells of, moves it, and lets it go', async () => {
    const [portA, portB, portC, portD, portE] = (await freePorts(5)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const at = (port: number): string => `127.0.0.1:${port}`;
    const addresses = new Map([
      [A, at(portA)],
      [B, at(portB)],
      [C, at(portC)],
    ]);
    await start(A, portA, addresses);
    await start(B, portB, addresses);
    await start(C, portC, addresses);
    await eventually(() => cluster.leader() !== undefined, 'a leader');
    const leader = (): RaftNode<number> => cluster.leader() as RaftNode<number>;
    for (let n = 0; n < 50; n++) await propose(leader(), `item ${n}`);

    // The newcomer knocks, and is refused, before anybody adds it.
    await start(D, portD, addresses, []);
    await eventually(() => warnings.some((warning) => warning.startsWith('d: unknown_node')), 'a refusal');
    await leader().changeMembership([{ type: 'add-voter', id: D, address: at(portD) }]);
    await eventually(() => cluster.hasAll(50, [...VOTERS, D]), 'the newcomer to have everything');
    await eventually(
      () => linksOf(D).length === 3 && linksOf(D).every((link) => link.endsWith(' open')),
      'links',
    );
    await eventually(() => VOTERS.every((id) => linksOf(id).includes('d open')), 'links to the newcomer');

    // It comes back elsewhere.
    const moved = cluster.nodes.get(D) as RaftNode<number>;
    await moved.stop();
    await start(D, portE, addresses, []);
    await leader().changeMembership([{ type: 'add-voter', id: D, address: at(portE) }]);
    await propose(leader(), 'item 50');
    await eventually(() => cluster.hasAll(51, [...VOTERS, D]), 'the moved node to have everything');

    await leader().changeMembership([{ type: 'remove', id: D }]);
    await eventually(
      () => VOTERS.every((id) => !linksOf(id).some((link) => link.startsWith('d '))),
      'no links',
    );
    await propose(leader(), 'item 51');
    await eventually(() => cluster.hasAll(52), 'the others to go on');
    await eventually(
      () => linksOf(D).every((link) => !link.endsWith(' open')),
      'the removed node to be refused',
    );
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
