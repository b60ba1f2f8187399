import { describe, expect, it } from 'vitest';

import { leaseMs } from '../node/settings.ts';
import { ScriptedCluster } from '../testing/scripted-cluster.ts';
import type { ScriptedNode } from '../testing/scripted-node.ts';
import { SeededRandom } from '../testing/seeded-random.ts';
import { DriftingClocks } from './drifting-clocks.test.support.ts';
import type { NodeId } from './types.ts';

const SEEDS = Number(process.env['SEAWORTHY_LEASE_SEEDS'] ?? 40);
const STEPS = 1_000;
const STEP_MS = 0.1;
const TICK_MS = 1;
const ELECTION_TICKS = 4;
const MAX_DRIFT = 0.2;

/** What comes in the way of a leader: it stands still, it hears nobody, nobody hears it either, or it hands over and is deaf. */
const TROUBLES = ['pause', 'deafness', 'isolation', 'transfer', 'restart'] as const;
type Trouble = (typeof TROUBLES)[number];

/** A cluster with leases whose leader is in one trouble after the other, while it is read all the time. */
class LeaseRun {
  readonly #random: SeededRandom;
  readonly #cluster: ScriptedCluster;
  readonly #clocks: DriftingClocks;
  /** For each read, what had ever been committed, anywhere, when it was asked for. */
  readonly #floors = new Map<number, number>();
  #trouble: Trouble | null = null;
  #victim: NodeId | null = null;
  #reads = 0;
  readonly seen = { leaseReads: 0, otherReads: 0, staleLeaders: 0, successors: 0 };

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#cluster = new ScriptedCluster({
      size: this.#random.pick([3, 3, 5]),
      seed,
      limits: {
        heartbeatTicks: 1,
        electionTicks: ELECTION_TICKS,
        leaseMs: leaseMs(MAX_DRIFT, ELECTION_TICKS, TICK_MS),
      },
      onEffect: (_, effect) => {
        if (effect.type === 'role' && effect.role === 'leader') this.seen.successors++;
      },
    });
    const ids = this.#cluster.nodes.map(({ id }) => id);
    this.#clocks = new DriftingClocks(ids, this.#random, TICK_MS, MAX_DRIFT);
  }

  run(): void {
    for (let step = 0; step < STEPS; step++) {
      if (this.#random.chance(0.02)) this.#changeTrouble();
      this.#clocks.pass(STEP_MS);
      for (const node of this.#awake()) this.#live(node);
      this.#deliver();
      for (const node of this.#awake()) if (node.view.role === 'leader') this.#use(node);
    }
  }

  #awake(): readonly ScriptedNode[] {
    const isPaused = ({ id }: ScriptedNode): boolean => this.#trouble === 'pause' && id === this.#victim;
    return this.#cluster.nodes.filter((node) => node.alive && !isPaused(node));
  }

  #changeTrouble(): void {
    const { leader } = this.#cluster;
    const victim = this.#victim;
    this.#victim = null;
    if (victim !== null || leader === undefined) return;
    this.#trouble = this.#random.pick(TROUBLES);
    this.#victim = leader.id;
    if (this.#trouble === 'transfer')
      this.#cluster.step(leader.id, { type: 'transfer', to: this.#random.pick(this.#cluster.nodes).id });
    if (this.#trouble === 'restart') {
      // Whoever restarts forgets what it promised to the leader; it must not be elected by that.
      const { id } = this.#random.pick(this.#cluster.nodes);
      this.#cluster.crash(id);
      this.#cluster.restart(id);
    }
  }

  #live({ id }: ScriptedNode): void {
    if (this.#clocks.takeTick(id)) this.#cluster.step(id, { type: 'tick', now: this.#clocks.now(id) });
    while (this.#cluster.node(id).pendingWrites > 0 && this.#random.chance(0.8))
      this.#cluster.completeWrite(id);
    if (this.#random.chance(0.002)) this.#cluster.step(id, { type: 'campaign' });
  }

  /** Half of what is on its way arrives, in any order, as far as there is a way. */
  #deliver(): void {
    const { network } = this.#cluster;
    const lost = network.filter(({ from, to }) => this.#isCut(from, to));
    this.#cluster.drop((envelope) => lost.includes(envelope));
    for (const { from, to } of lost)
      if (this.#cluster.node(from).alive) this.#cluster.step(from, { type: 'unreachable', peer: to });
    for (let count = Math.ceil(network.length / 2); count > 0; count--) {
      const position = this.#random.below(network.length);
      if (this.#trouble === 'pause' && network[position]?.to === this.#victim) continue;
      if (network.length > 0) this.#cluster.deliver(position);
    }
  }

  #isCut(from: NodeId, to: NodeId): boolean {
    switch (this.#trouble) {
      case 'deafness':
      case 'transfer':
      case 'restart':
        return to === this.#victim;
      case 'isolation':
        return to === this.#victim || from === this.#victim;
      case 'pause':
      case null:
        return false;
    }
  }

  #use(leader: ScriptedNode): void {
    const isStale = leader !== this.#cluster.leader;
    if (!isStale && this.#random.chance(0.1)) this.#cluster.propose(leader.id, 'x');
    if (!isStale && this.#random.chance(0.8)) return;
    if (isStale) this.seen.staleLeaders++;
    const id = ++this.#reads;
    this.#floors.set(id, this.#cluster.invariants.committed.length);
    const now = this.#clocks.now(leader.id);
    const effects = this.#cluster.step(leader.id, { type: 'read', id, now });
    if (effects.some(({ type }) => type === 'read-ready')) this.seen.leaseReads++;
    else this.seen.otherReads++;
    for (const read of leader.reads.splice(0)) this.#check(read);
  }

  #check({ id, index }: { readonly id: number; readonly index: number }): void {
    const floor = this.#floors.get(id) ?? 0;
    if (index < floor)
      throw new Error(`read ${id} may see ${index}, but ${floor} was committed before it was asked`);
  }
}

describe('leases, by clocks that drift as far as they may', () => {
  it(`never answer a read with less than was committed before it, in ${SEEDS} random runs`, () => {
    const totals = { leaseReads: 0, otherReads: 0, staleLeaders: 0, successors: 0 };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const run = new LeaseRun(seed);
      try {
        run.run();
      } catch (error) {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      }
      for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += run.seen[name];
    }
    expect(totals.leaseReads).toBeGreaterThan(40 * SEEDS);
    expect(totals.otherReads).toBeGreaterThan(10 * SEEDS);
    expect(totals.successors).toBeGreaterThan(3 * SEEDS);
    expect(totals.staleLeaders, 'read while others led').toBeGreaterThan(SEEDS / 2);
  });
});
