import { writeSync } from 'node:fs';

import {
  logIndex,
  nodeId,
  startNode,
  type Entry,
  type LogPosition,
  type NodeId,
  type RaftNode,
  type StateMachine,
  type StoredLog,
} from '@seaworthy/core';
import { MemoryHub, SeededRandom, VirtualClock } from '@seaworthy/core/testing';
import { expect, it } from 'vitest';

import { lastOf } from './testing/log-model.test.support.ts';
import type { Storage } from './storage.ts';
import { joined, load, openOn } from './testing/opened.test.support.ts';
import { SimulatedFileSystem } from './testing/simulated-file-system.ts';

/** How many clusters to damage; the target `cluster-damage` asks for more. */
const CLUSTERS = Number(process.env['SEAWORTHY_DAMAGED_CLUSTERS'] ?? 40);

/** Remembers every command, in order. */
class Diary implements StateMachine<null> {
  commands: string[] = [];

  apply(entries: readonly Entry[]): readonly null[] {
    for (const { data } of entries) this.commands.push(Buffer.from(data).toString());
    return entries.map(() => null);
  }

  snapshot(): AsyncIterable<Uint8Array> {
    return chunks(Buffer.from(JSON.stringify(this.commands)));
  }

  async restore(snapshot: AsyncIterable<Uint8Array>): Promise<void> {
    this.commands = JSON.parse((await joined(snapshot)).toString()) as string[];
  }
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

interface Member {
  readonly node: RaftNode<null>;
  readonly diary: Diary;
  readonly storage: Storage;
}

/** Real nodes on simulated disks, in virtual time. */
class Cluster {
  readonly disks: ReadonlyMap<NodeId, SimulatedFileSystem>;
  readonly acknowledged: string[] = [];
  readonly #random: SeededRandom;
  readonly #clock = new VirtualClock();
  readonly #hub = new MemoryHub(this.#clock);
  readonly #members = new Map<NodeId, Member>();
  #proposed = 0;

  constructor(size: number, random: SeededRandom) {
    this.#random = random;
    const ids = Array.from({ length: size }, (_, at) => nodeId(`n${at + 1}`));
    this.disks = new Map(ids.map((id) => [id, new SimulatedFileSystem()]));
  }

  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  async startAll(): Promise<void> {
    for (const id of this.disks.keys()) if (!this.#members.has(id)) await this.#start(id);
  }

  async stop(ids: Iterable<NodeId>): Promise<void> {
    for (const id of [...ids]) {
      const member = this.#members.get(id);
      this.#members.delete(id);
      await member?.node.stop();
      await member?.storage.close();
    }
  }

  /** Resolves with the leader, or with null where nobody leads within a minute. */
  async leader(): Promise<Member | null> {
    const find = (): Member | undefined => this.members.find(({ node }) => node.status().role === 'leader');
    await this.#clock.advanceUntil(() => find() !== undefined, 60_000, 20).catch(() => undefined);
    return find() ?? null;
  }

  /** Has commands carried out, while nodes come and go and logs become different; remembers those that were acknowledged. */
  async work(): Promise<void> {
    for (let round = 0; round < 8; round++) {
      if (this.#random.chance(0.4)) await this.stop([this.#random.pick([...this.#members.keys()])]);
      const leader = await this.leader();
      if (leader !== null) await this.#propose(leader, 3 + this.#random.below(12));
      if (this.#random.chance(0.6) || this.#members.size * 2 <= this.disks.size + 1) await this.startAll();
    }
    await this.startAll();
    await this.#propose((await this.leader()) as Member, 5);
  }

  async until(condition: () => boolean): Promise<void> {
    await this.#clock.advanceUntil(condition, 60_000, 20);
  }

  async #propose({ node }: Member, count: number): Promise<void> {
    let settled = 0;
    for (let at = 0; at < count; at++) {
      const text = `command ${++this.#proposed} `.padEnd(20 + this.#random.below(300), '.');
      node.propose(Buffer.from(text), (outcome) => {
        settled++;
        if (outcome.ok) this.acknowledged.push(text);
      });
    }
    await this.until(() => settled === count);
  }

  async #start(id: NodeId): Promise<void> {
    const seed = (): SeededRandom => new SeededRandom(this.#random.uint32());
    const fileSystem = this.disks.get(id) as SimulatedFileSystem;
    const storage = await openOn(fileSystem, { nodeId: id, repair: true, random: seed() });
    const diary = new Diary();
    const node = await startNode({
      id,
      voters: [...this.disks.keys()],
      logStore: storage.logStore,
      snapshotStore: storage.snapshotStore,
      transport: this.#hub.transport(id),
      stateMachine: diary,
      clock: this.#clock,
      random: seed(),
      maxLogMemoryBytes: this.#random.pick([0, 1_000_000]),
      maxAppendBytes: this.#random.pick([1, 1_000, 100_000]),
    });
    this.#members.set(id, { node, diary, storage });
  }
}

/** What every node finds when it opens what is on its disk, which stays as it is; null where one finds nothing. */
async function found({ disks }: Cluster): Promise<readonly StoredLog[] | null> {
  const logs: StoredLog[] = [];
  for (const [id, disk] of disks) {
    try {
      const { log, close } = await load(disk.copy(), { nodeId: id, repair: true });
      await close();
      logs.push(log);
    } catch {
      return null;
    }
  }
  return logs;
}

/** Whether each of these nodes can tell what it lacks, and some node has each of those entries. */
function isRecoverable(logs: readonly StoredLog[]): boolean {
  const name = ({ index, term }: LogPosition): string => `${term}/${index}`;
  const held = new Set(logs.flatMap(({ entries, salvaged = [] }) => [...entries, ...salvaged]).map(name));
  return logs.every((log) => log.lost === undefined || gapsOf(log)?.every((gap) => held.has(name(gap))));
}

/** What a log lacks; null where it cannot tell. */
function gapsOf(log: StoredLog): readonly LogPosition[] | null {
  if (log.salvaged === undefined) return null;
  const gaps: LogPosition[] = [];
  let { index } = lastOf(log);
  for (const next of log.salvaged)
    for (; index < next.index; index++)
      if (index + 1 < next.index) gaps.push({ index: logIndex(index + 1), term: next.term });
  return gaps;
}

interface Outcome {
  readonly recoverable: boolean;
  readonly nobodyWhole: boolean;
}

/** Damages every disk of a cluster at rest, and starts it again. */
async function damage(seed: number): Promise<Outcome> {
  const random = new SeededRandom(seed);
  const cluster = new Cluster(random.pick([3, 3, 5]), random);
  await cluster.startAll();
  await cluster.work();
  await cluster.stop(cluster.disks.keys());
  for (const disk of cluster.disks.values())
    for (let count = 1 + random.below(2); count > 0; count--) disk.rot({ random, path: '.wal' });
  const logs = await found(cluster);
  const recoverable = logs !== null && isRecoverable(logs);
  const nobodyWhole = logs?.every(({ lost }) => lost !== undefined) ?? false;
  if (logs === null) return { recoverable, nobodyWhole };
  await cluster.startAll();
  const leader = await cluster.leader();
  if (recoverable) expect(leader).not.toBe(null);
  if (leader !== null) await expectEverything(cluster, leader);
  await cluster.stop(cluster.disks.keys());
  return { recoverable, nobodyWhole };
}

/** Fails unless all that was acknowledged comes to be applied, in its order, wherever it is. */
async function expectEverything(cluster: Cluster, { node }: Member): Promise<void> {
  await cluster.until(() => {
    const { last } = node.status();
    return cluster.members.every((member) => member.node.status().applied >= last);
  });
  for (const { diary } of cluster.members) {
    const acknowledged = new Set(cluster.acknowledged);
    expect(diary.commands.filter((command) => acknowledged.has(command))).toEqual(cluster.acknowledged);
  }
}

it('loses nothing that was acknowledged when every disk is damaged, and comes back wherever that is possible', async () => {
  const outcomes: Outcome[] = [];
  for (let seed = 1; seed <= CLUSTERS; seed++)
    outcomes.push(
      await damage(seed).catch((cause: unknown) => {
        throw new Error(`seed ${seed}`, { cause });
      }),
    );
  const recovered = outcomes.filter(({ recoverable }) => recoverable);
  const fromNothingWhole = recovered.filter(({ nobodyWhole }) => nobodyWhole);
  writeSync(
    1,
    `${CLUSTERS} clusters with every disk damaged: ${recovered.length} recoverable and recovered, ${fromNothingWhole.length} of them with no node whole\n`,
  );
  expect(recovered.length).toBeGreaterThan(CLUSTERS / 4);
  expect(fromNothingWhole.length).toBeGreaterThan(CLUSTERS / 20);
}, 3_600_000);
