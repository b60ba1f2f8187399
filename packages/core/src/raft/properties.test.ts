import { describe, expect, it } from 'vitest';

import { isJoint, membersOf } from './configuration.ts';
import { DriftingClocks } from './drifting-clocks.test.support.ts';
import type { MembershipChange } from './membership-change.ts';
import type { NodeId } from './types.ts';
import { leaseMs } from '../node/settings.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import type { ScriptedNode } from '../testing/scripted-node.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { describeEffect } from '../testing/describe.ts';

const SEEDS = Number(process.env['SEAWORTHY_SEEDS'] ?? 500);
const STEPS = 1_500;
const ELECTION_TICKS = 4;
const TICK_MS = 1;
const MAX_DRIFT = 0.1;

/** What a run went through, so that a run that met nothing does not pass for a good one. */
interface Coverage {
  leaders: number;
  committed: number;
  truncations: number;
  installs: number;
  loads: number;
  crashes: number;
  reads: number;
  followerReads: number;
  /** Answered by a lease, while others could have been asked. */
  leaseReads: number;
  configurations: number;
  changes: number;
  forwards: number;
}

const NOTHING: Coverage = {
  leaders: 0,
  committed: 0,
  truncations: 0,
  installs: 0,
  loads: 0,
  crashes: 0,
  reads: 0,
  followerReads: 0,
  leaseReads: 0,
  configurations: 0,
  changes: 0,
  forwards: 0,
};

class RandomRun {
  readonly random: SeededRandom;
  readonly cluster: ScriptedCluster;
  readonly trace: string[] = [];
  readonly coverage: Coverage = { ...NOTHING };
  /** For each read, what had ever been committed, anywhere, when it was asked for. */
  readonly #floors = new Map<number, number>();
  readonly #isolated = new Set<NodeId>();
  /** What leases rest on, where there are any. */
  readonly #clocks: DriftingClocks | null;
  #commands = 0;
  #reads = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    const hasLeases = this.random.chance(1 / 3);
    this.cluster = new ScriptedCluster({
      size: this.random.pick([1, 2, 3, 3, 3, 4, 5, 5]),
      learners: this.random.pick([0, 0, 0, 1]),
      spares: this.random.pick([0, 0, 1, 2]),
      seed,
      limits: {
        heartbeatTicks: 1,
        electionTicks: ELECTION_TICKS,
        maxAppendBytes: this.random.pick([1, 8, 1_000]),
        maxInflightAppends: this.random.pick([1, 3, 100]),
        maxLogMemoryBytes: this.random.pick([0, 1_000, 1_000_000]),
        keepEntries: this.random.pick([0, 1, 5]),
        keepEntriesForSlow: this.random.pick([0, 0, 10]),
        removedLeader: this.random.pick(['hand-over', 'step-down']),
        leaseMs: hasLeases ? leaseMs(MAX_DRIFT, ELECTION_TICKS, TICK_MS) : null,
      },
      onEffect: (node, effect) => {
        this.trace.push(`${node} ${describeEffect(effect)}`);
        if (effect.type === 'truncated') this.coverage.truncations++;
        if (effect.type === 'load-entries') this.coverage.loads++;
        if (effect.type === 'install') this.coverage.installs++;
        if (effect.type === 'configuration') this.coverage.configurations++;
        if (effect.type === 'forwarded') this.coverage.forwards++;
        if (effect.type === 'role' && effect.role === 'leader') this.coverage.leaders++;
      },
    });
    const ids = this.cluster.nodes.map(({ id }) => id);
    this.#clocks = hasLeases ? new DriftingClocks(ids, this.random, TICK_MS, MAX_DRIFT) : null;
  }

  storm(): void {
    for (let step = 0; step < STEPS; step++) this.#act();
    this.coverage.committed = this.cluster.invariants.committed.length;
  }

  /** Everybody is back, nothing is lost any more: the cluster must agree and go on. */
  calm(): void {
    for (const node of this.cluster.nodes) if (!node.alive) this.cluster.restart(node.id);
    const final = `final`;
    for (let round = 0; round < 400 && !this.#everybodyApplied(final); round++) {
      this.#clocks?.pass(2 * TICK_MS);
      for (const node of this.cluster.nodes) this.#tick(node);
      this.cluster.stabilize();
      const { leader } = this.cluster;
      if (leader !== undefined && !this.#holds(leader, final)) this.cluster.propose(leader.id, final);
      this.cluster.stabilize();
    }
    expect(this.#everybodyApplied(final), 'a healed cluster commits, and ends what was begun').toBe(true);
    this.#checkOnce();
  }

  /** All members of a configuration that is at rest and committed. */
  #everybodyApplied(command: string): boolean {
    const { leader } = this.cluster;
    if (leader === undefined) return false;
    const { configuration, configurationIndex, commit } = leader.view;
    if (configuration.target !== null || isJoint(configuration) || configurationIndex > commit) return false;
    return membersOf(configuration).every((member) => this.#holds(this.cluster.node(member), command));
  }

  /** Nothing that was proposed once is in the log twice, passed on, repeated or not. */
  #checkOnce(): void {
    const commands = this.cluster.invariants.committed
      .filter(({ kind }) => kind === 'command')
      .map(({ data }) => new TextDecoder().decode(data))
      .filter((command) => command !== 'final');
    expect(new Set(commands).size, 'every command is applied once').toBe(commands.length);
  }

  #holds(node: ScriptedNode, command: string): boolean {
    return node.applied.some(({ data }) => new TextDecoder().decode(data) === command);
  }

  #act(): void {
    const { random, cluster } = this;
    const node = random.pick(cluster.nodes);
    const dice = random.below(1_000);
    if (!node.alive) {
      if (dice < 60) cluster.restart(node.id);
      return;
    }
    if (dice < 200) this.#passTime(node);
    else if (dice < 600) this.#deliver();
    else if (dice < 840) cluster.completeWrite(node.id);
    else if (dice < 860) this.#lose();
    else if (dice < 880) this.#duplicate();
    else if (dice < 882) this.#crash(node);
    else if (dice < 886) this.#partition();
    else if (dice < 950) cluster.propose(node.id, `c${++this.#commands}`);
    else if (dice < 965) this.#read(node);
    else if (dice < 980) this.#snapshot(node);
    else if (dice < 992) cluster.transferSnapshot(node.id, random.chance(0.7));
    else if (dice < 996) cluster.step(node.id, { type: 'unreachable', peer: random.pick(cluster.nodes).id });
    else if (dice < 998) cluster.step(node.id, { type: 'transfer', to: random.pick(cluster.nodes).id });
    else if (dice < 999) this.#changeMembers(node);
    else cluster.step(node.id, { type: random.pick(['campaign', 'step-down', 'forget-leader'] as const) });
    for (const one of cluster.nodes) this.#checkReads(one);
  }

  /** Lets a node tick. Where there are clocks, they pass first, and others may be due as well, or sooner than this one. */
  #passTime(node: ScriptedNode): void {
    const { random, cluster } = this;
    const mean = TICK_MS / cluster.nodes.length;
    this.#clocks?.pass(random.chance(0.02) ? ELECTION_TICKS * TICK_MS : 2 * mean * random.fraction());
    const isPunctual = this.#clocks !== null && random.chance(0.7);
    for (const one of isPunctual ? cluster.nodes : [node]) if (one.alive) this.#tick(one);
    const { leader } = cluster;
    // Every read may cost a round of heartbeats.
    if (this.#clocks !== null && leader !== undefined && random.chance(0.1)) this.#read(leader);
  }

  #tick({ id }: ScriptedNode): void {
    const clocks = this.#clocks;
    if (clocks === null) this.cluster.tick(id);
    else if (clocks.takeTick(id)) this.cluster.step(id, { type: 'tick', now: clocks.now(id) });
  }

  #deliver(): void {
    const { cluster, random } = this;
    const position = random.chance(0.8) ? 0 : random.below(cluster.network.length + 1);
    const envelope = cluster.network[position];
    if (envelope !== undefined && this.#isolated.has(envelope.from) !== this.#isolated.has(envelope.to)) {
      cluster.network.splice(position, 1);
    } else {
      cluster.deliver(position);
    }
  }

  /** Splits the cluster in two, at random, or heals it. */
  #partition(): void {
    this.#isolated.clear();
    if (this.random.chance(0.4)) return;
    for (const { id } of this.cluster.nodes) if (this.random.chance(0.4)) this.#isolated.add(id);
  }

  #lose(): void {
    const { network } = this.cluster;
    if (this.random.chance(0.1)) this.cluster.drop(() => this.random.chance(0.5));
    else network.splice(this.random.below(network.length + 1), 1);
  }

  #duplicate(): void {
    const { network } = this.cluster;
    const envelope = network[this.random.below(network.length + 1)];
    if (envelope !== undefined) network.push(envelope);
  }

  #crash(node: ScriptedNode): void {
    // Some of the writes under way may have reached the disk, oldest first.
    this.coverage.crashes++;
    this.cluster.crash(node.id, this.random.below(node.pendingWrites + 1));
  }

  #snapshot(node: ScriptedNode): void {
    node.snapshot();
    this.cluster.check();
  }

  /** Asks for any change, sensible or not, of the cluster's leader as often as of anybody else. */
  #changeMembers(node: ScriptedNode): void {
    const { random, cluster } = this;
    const asked = random.chance(0.9) ? (cluster.leader ?? node) : node;
    const changes = Array.from({ length: 1 + random.below(3) }, (): MembershipChange => {
      const type = random.pick(['add-voter', 'add-voter', 'add-learner', 'remove'] as const);
      return { type, id: random.pick(cluster.nodes).id };
    });
    const effects = cluster.step(asked.id, { type: 'change-membership', changes });
    if (effects.some((effect) => effect.type === 'membership-accepted')) this.coverage.changes++;
  }

  #read(node: ScriptedNode): void {
    const id = ++this.#reads;
    this.#floors.set(id, this.cluster.invariants.committed.length);
    const clock = this.#clocks === null ? {} : { now: this.#clocks.now(node.id) };
    const effects = this.cluster.step(node.id, { type: 'read', id, ...clock });
    const isAlone = node.view.configuration.voters.length === 1;
    if (!isAlone && effects.some(({ type }) => type === 'read-ready')) this.coverage.leaseReads++;
  }

  #checkReads(node: ScriptedNode): void {
    for (const { id, index } of node.reads.splice(0)) {
      this.coverage.reads++;
      if (node.alive && node.view.role !== 'leader') this.coverage.followerReads++;
      const floor = this.#floors.get(id) ?? 0;
      if (index < floor)
        throw new Error(`read ${id} may see ${index}, but ${floor} was committed before it was asked`);
    }
  }
}

function run(seed: number): RandomRun {
  const random = new RandomRun(seed);
  try {
    random.storm();
    random.calm();
  } catch (error) {
    throw new Error(`seed ${seed}: ${String(error)}\n${random.trace.slice(-40).join('\n')}`, {
      cause: error,
    });
  }
  return random;
}

describe("Raft's five properties under loss, duplication, reordering and crashes", () => {
  it(`hold after every step of ${SEEDS} random runs, and every run recovers`, () => {
    const totals: Coverage = { ...NOTHING };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { coverage } = run(seed);
      for (const name of Object.keys(totals) as (keyof Coverage)[]) totals[name] += coverage[name];
    }
    expect(totals.leaders).toBeGreaterThan(SEEDS);
    expect(totals.committed).toBeGreaterThan(10 * SEEDS);
    expect(totals.truncations).toBeGreaterThan(SEEDS / 10);
    expect(totals.installs).toBeGreaterThan(SEEDS / 10);
    expect(totals.loads).toBeGreaterThan(SEEDS / 10);
    expect(totals.crashes).toBeGreaterThan(SEEDS);
    expect(totals.reads).toBeGreaterThan(SEEDS / 2);
    expect(totals.followerReads).toBeGreaterThan(SEEDS / 10);
    expect(totals.leaseReads).toBeGreaterThan(SEEDS / 4);
    expect(totals.changes).toBeGreaterThan(SEEDS / 10);
    expect(totals.configurations).toBeGreaterThan(SEEDS);
    expect(totals.forwards).toBeGreaterThan(SEEDS / 10);
  });

  it('replays to the same trace from the same seed', () => {
    for (const seed of [7, 8]) expect(run(seed).trace).toEqual(run(seed).trace);
    expect(run(7).trace).not.toEqual(run(8).trace);
  });
});
