import { describe, expect, it } from 'vitest';

import type { NodeId } from './types.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import type { ScriptedNode } from '../testing/scripted-node.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { describeEffect } from '../testing/describe.ts';

const SEEDS = Number(process.env['SEAWORTHY_SEEDS'] ?? 500);
const STEPS = 1_500;

/** What a run went through, so that a run that met nothing does not pass for a good one. */
interface Coverage {
  leaders: number;
  committed: number;
  truncations: number;
  installs: number;
  crashes: number;
  reads: number;
}

class RandomRun {
  readonly random: SeededRandom;
  readonly cluster: ScriptedCluster;
  readonly trace: string[] = [];
  readonly coverage: Coverage = {
    leaders: 0,
    committed: 0,
    truncations: 0,
    installs: 0,
    crashes: 0,
    reads: 0,
  };
  /** For each read, what was committed anywhere when it was asked for. */
  readonly #floors = new Map<number, number>();
  readonly #isolated = new Set<NodeId>();
  #commands = 0;
  #reads = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.cluster = new ScriptedCluster({
      size: this.random.pick([1, 2, 3, 3, 3, 4, 5, 5]),
      seed,
      limits: {
        heartbeatTicks: 1,
        electionTicks: 4,
        maxAppendBytes: this.random.pick([1, 8, 1_000]),
        maxInflightAppends: this.random.pick([1, 3, 100]),
        keepEntries: this.random.pick([0, 1, 5]),
      },
      onEffect: (node, effect) => {
        this.trace.push(`${node} ${describeEffect(effect)}`);
        if (effect.type === 'truncated') this.coverage.truncations++;
        if (effect.type === 'install') this.coverage.installs++;
        if (effect.type === 'role' && effect.role === 'leader') this.coverage.leaders++;
      },
    });
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
      for (const node of this.cluster.nodes) this.cluster.tick(node.id);
      this.cluster.stabilize();
      const { leader } = this.cluster;
      if (leader !== undefined && !this.#holds(leader, final)) this.cluster.propose(leader.id, final);
      this.cluster.stabilize();
    }
    expect(this.#everybodyApplied(final), 'a healed cluster commits').toBe(true);
  }

  #everybodyApplied(command: string): boolean {
    return this.cluster.nodes.every((node) => this.#holds(node, command));
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
    if (dice < 200) cluster.tick(node.id);
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
    else cluster.step(node.id, { type: 'transfer', to: random.pick(cluster.nodes).id });
    this.#checkReads(node);
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

  #read(node: ScriptedNode): void {
    const id = ++this.#reads;
    const alive = this.cluster.nodes.filter((other) => other.alive);
    this.#floors.set(id, Math.max(...alive.map((other) => other.view.commit)));
    this.cluster.step(node.id, { type: 'read', id });
  }

  #checkReads(node: ScriptedNode): void {
    for (const { id, index } of node.reads.splice(0)) {
      this.coverage.reads++;
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
    const totals: Coverage = { leaders: 0, committed: 0, truncations: 0, installs: 0, crashes: 0, reads: 0 };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { coverage } = run(seed);
      for (const name of Object.keys(totals) as (keyof Coverage)[]) totals[name] += coverage[name];
    }
    expect(totals.leaders).toBeGreaterThan(SEEDS);
    expect(totals.committed).toBeGreaterThan(10 * SEEDS);
    expect(totals.truncations).toBeGreaterThan(SEEDS / 10);
    expect(totals.installs).toBeGreaterThan(SEEDS / 10);
    expect(totals.crashes).toBeGreaterThan(SEEDS);
    expect(totals.reads).toBeGreaterThan(SEEDS / 2);
  });

  it('replays to the same trace from the same seed', () => {
    for (const seed of [7, 8]) expect(run(seed).trace).toEqual(run(seed).trace);
    expect(run(7).trace).not.toEqual(run(8).trace);
  });
});
