import { SeededRandom } from '@seaworthy/core/testing';

import type { Fault, LinkQuality, Plan, Target } from '../plan.ts';

const ELECTION_TIMEOUT_MS = 500;

type Kind =
  | 'partition'
  | 'crash'
  | 'pause'
  | 'clock'
  | 'slow-disk'
  | 'damage'
  | 'disk-full'
  | 'sync-failure'
  | 'transfer'
  | 'snapshot'
  | 'membership';

const KINDS: readonly Kind[] = [
  'partition',
  'crash',
  'pause',
  'clock',
  'slow-disk',
  'damage',
  'disk-full',
  'sync-failure',
  'transfer',
  'snapshot',
  'membership',
];

/** Those after which somebody else leads, as a rule. */
const DISRUPTIVE: readonly Kind[] = ['crash', 'partition', 'transfer'];

/**
 * Draws everything about a run from its seed. Which kinds of fault happen at all is drawn first, so that runs differ in
 * character and not only in detail ("swarm testing", Groce et al., ISSTA 2012).
 */
export function choosePlan(seed: number, overrides: Partial<Plan> = {}): Plan {
  const random = new SeededRandom(seed);
  const size = overrides.size ?? random.pick([1, 2, 3, 3, 3, 3, 4, 5, 5, 5, 7]);
  const durationMs = overrides.durationMs ?? 60_000;
  const spares = random.pick([0, 0, 1, 2]);
  const base: Plan = {
    seed,
    durationMs,
    size,
    spares,
    link: chooseLink(random),
    electionTimeoutMs: ELECTION_TIMEOUT_MS,
    heartbeatMs: 100,
    snapshotEveryEntries: random.pick([20, 100, 500, 100_000]),
    keepEntries: random.pick([0, 5, 50]),
    maxAppendBytes: random.pick([1, 200, 4_000, 262_144]),
    clients: random.pick([3, 5, 8]),
    operationsPerSecond: random.pick([10, 30, 60]),
    keys: random.pick([2, 5, 10]),
    leaseDrift: random.pick([null, null, 0.1]),
    forwardProposals: random.chance(0.4),
    maxLogMemoryBytes: random.pick([0, 4_000, 1_000_000]),
    faults: [],
  };
  const plan = { ...base, ...overrides };
  return overrides.faults === undefined ? { ...plan, faults: chooseFaults(random, plan) } : plan;
}

function chooseLink(random: SeededRandom): LinkQuality {
  const minDelayMs = random.pick([0.1, 0.5, 2]);
  const bad = random.chance(0.6);
  return {
    minDelayMs,
    maxDelayMs: minDelayMs + random.pick([0.5, 3, 30, 120]),
    loss: bad ? random.pick([0, 0.01, 0.05, 0.2]) : 0,
    duplication: bad ? random.pick([0, 0.01, 0.1]) : 0,
    reordering: bad ? random.pick([0, 1]) : 0,
  };
}

function chooseFaults(random: SeededRandom, plan: Plan): Fault[] {
  const enabled = KINDS.filter(() => random.chance(0.4));
  // What a damaged disk held is beyond repair: removing the others would then lose what they agreed upon.
  const kinds = enabled.filter((kind) => kind !== 'membership' || !enabled.includes('damage'));
  // A run in which nobody ever has to recover or to be elected anew proves little.
  if (!kinds.some((kind) => DISRUPTIVE.includes(kind)))
    kinds.push(plan.size === 1 ? 'crash' : random.pick(DISRUPTIVE));
  const faults: Fault[] = [];
  const everyMs = random.pick([1_000, 3_000, 8_000]);
  // The same minority for the whole run, so that what it loses is still held by a majority.
  const fragile = 1 + random.below(plan.size);
  for (let atMs = 2_000; atMs < plan.durationMs - 5_000; atMs += 200 + random.below(2 * everyMs)) {
    const fault = chooseFault(random, plan, random.pick(kinds), atMs, fragile);
    if (fault !== null) faults.push(fault);
  }
  return faults;
}

function chooseFault(
  random: SeededRandom,
  plan: Plan,
  kind: Kind,
  atMs: number,
  fragile: number,
): Fault | null {
  const target = (): Target =>
    random.pick<Target>(['leader', 'leader', 'follower', 'lagging', 'random', 'random']);
  const forMs = random.pick([100, 400, 1_200, 4_000]);
  const majorityLives = plan.size >= 3;
  switch (kind) {
    case 'partition': {
      const isolate = Array.from({ length: 1 + random.below(Math.max(1, plan.size - 1)) }, target);
      const direction = random.pick(['both', 'both', 'in', 'out'] as const);
      return { type: 'partition', atMs, forMs, isolate, direction };
    }
    case 'crash': {
      const everybody = random.chance(0.15);
      const nodes = everybody
        ? Array.from({ length: plan.size }, (_, position) => position + 1)
        : Array.from({ length: 1 + random.below(2) }, target);
      return { type: 'crash', atMs, forMs, nodes, survival: random.pick([null, 0, 0.5, 1]) };
    }
    case 'pause':
      return { type: 'pause', atMs, forMs, node: target() };
    case 'clock':
      if (random.chance(0.5))
        return { type: 'clock-jump', atMs, node: target(), byMs: random.pick([-60_000, -300, 300, 60_000]) };
      return {
        type: 'clock-rate',
        atMs,
        forMs: 4 * forMs,
        node: target(),
        rate: random.pick([0.92, 0.97, 1.03, 1.08]),
      };
    case 'slow-disk':
      return { type: 'slow-disk', atMs, forMs, node: target(), factor: random.pick([5, 50, 400]) };
    case 'damage':
      if (!majorityLives) return null;
      return {
        type: random.pick(['bit-rot', 'torn-write', 'misdirected-write'] as const),
        atMs,
        node: fragile,
      };
    case 'disk-full':
      return majorityLives ? { type: 'disk-full', atMs, forMs, node: fragile } : null;
    case 'sync-failure':
      return majorityLives ? { type: 'sync-failure', atMs, node: fragile } : null;
    case 'transfer':
      return { type: 'transfer', atMs, to: random.pick<Target>(['follower', 'lagging', 'random']) };
    case 'snapshot':
      return { type: 'snapshot', atMs, node: target() };
    case 'membership':
      return chooseMembership(random, plan, atMs);
  }
}

function chooseMembership(random: SeededRandom, plan: Plan, atMs: number): Fault {
  const any = (): number => 1 + random.below(plan.size + plan.spares);
  const some = (most: number): number[] => Array.from({ length: random.below(most + 1) }, any);
  const remove = random.chance(0.6) ? [random.pick<Target>(['leader', 'follower', any()])] : [];
  return { type: 'membership', atMs, add: some(2), addLearners: random.chance(0.3) ? some(1) : [], remove };
}
