import { SeededRandom } from '@seaworthy/core/testing';

import type { ClockSetting } from '../environment/environment.ts';
import type { OneWay } from './grudge.ts';

export const FAULT_KINDS = [
  'partition-halves',
  'partition-one',
  'partition-leader',
  'partition-majorities-ring',
  'partition-one-way',
  'kill',
  'pause',
  'clock-jump',
  'clock-drift',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** Who is hurt; found out when it is time. `draw`, in [0, 1), picks among those that will do. */
export interface Target {
  readonly prefer: 'leader' | 'follower' | 'anybody';
  readonly draw: number;
}

export type FaultAction =
  | { readonly kind: 'partition-halves' | 'partition-majorities-ring'; readonly order: readonly string[] }
  | { readonly kind: 'partition-one' | 'partition-leader' | 'kill' | 'pause'; readonly target: Target }
  | { readonly kind: 'partition-one-way'; readonly target: Target; readonly way: OneWay }
  | { readonly kind: 'clock-jump' | 'clock-drift'; readonly target: Target; readonly setting: ClockSetting };

/** A fault that is going to be injected; times are milliseconds since the start. */
export interface PlannedFault {
  readonly id: string;
  readonly startMs: number;
  readonly stopMs: number;
  readonly action: FaultAction;
}

export interface PlanOptions {
  readonly seed: number;
  readonly nodes: readonly string[];
  /** All faults are over when this time is, and a little earlier. */
  readonly durationMs: number;
  /** What may happen. Default: everything. */
  readonly kinds?: readonly FaultKind[];
  /** Of the system under test. Skews are larger than this. Default 500. */
  readonly electionTimeoutMs?: number;
}

/** Quiet at the beginning, so that there is something to disturb, and at the end, so that recovery is seen. */
const LEAD_MS = 1500;
const TAIL_MS = 2500;
/** A fault and the gap after it. */
const PITCH_MS = { usual: 5500, tightest: 4500 };

/** What a schedule of everything must contain, by weight: a short one has only the first of these. */
const CORE: readonly Draft[] = [
  { kind: 'partition-leader' },
  { kind: 'clock-jump', clocks: 'wall-and-monotonic' },
  { kind: 'kill' },
  { kind: 'pause' },
  { kind: 'partition-majorities-ring' },
  { kind: 'clock-jump', clocks: 'wall' },
  { kind: 'partition-one-way' },
  { kind: 'partition-halves' },
];

interface Draft {
  readonly kind: FaultKind;
  readonly clocks?: ClockSetting['clocks'];
}

/** Which faults to inject when; the same options give the same plan. Faults do not overlap. */
export function planFaults(options: PlanOptions): PlannedFault[] {
  const { seed, nodes, durationMs, electionTimeoutMs = 500 } = options;
  const random = new SeededRandom(seed);
  const kinds = FAULT_KINDS.filter(
    (kind) => (options.kinds ?? FAULT_KINDS).includes(kind) && nodes.length >= leastNodes(kind),
  );
  const usableMs = durationMs - LEAD_MS - TAIL_MS;
  const drafts = shuffle(choose(kinds, slots(usableMs), random), random);
  const windows = drafts.map(() => ({
    faultMs: 3000 + 1200 * random.fraction(),
    gapMs: 2000 + 800 * random.fraction(),
  }));
  const wishedMs = windows.reduce((sum, { faultMs, gapMs }) => sum + faultMs + gapMs, 0);
  // What is left over goes to the gaps too, but no fault lasts for ever.
  const scale = Math.min(usableMs / wishedMs, 1.5);
  let atMs = LEAD_MS;
  return drafts.map((draft, index) => {
    const { faultMs, gapMs } = windows[index] as (typeof windows)[number];
    const startMs = Math.round(atMs);
    const stopMs = Math.round(atMs + faultMs * scale);
    atMs += (faultMs + gapMs) * scale;
    return { id: `f${index + 1}`, startMs, stopMs, action: decide(draft, nodes, electionTimeoutMs, random) };
  });
}

function leastNodes(kind: FaultKind): number {
  switch (kind) {
    case 'partition-halves':
    case 'partition-one':
    case 'partition-leader':
    case 'partition-one-way':
      return 2;
    case 'partition-majorities-ring':
      return 3;
    case 'kill':
    case 'pause':
    case 'clock-jump':
    case 'clock-drift':
      return 1;
  }
}

function slots(usableMs: number): number {
  if (usableMs < 3000) return 0;
  const usual = Math.max(1, Math.floor(usableMs / PITCH_MS.usual));
  const squeezed = Math.floor(usableMs / PITCH_MS.tightest);
  return Math.max(usual, Math.min(squeezed, CORE.length));
}

function choose(kinds: readonly FaultKind[], count: number, random: SeededRandom): Draft[] {
  if (kinds.length === 0) return [];
  const drafts = CORE.filter(({ kind }) => kinds.includes(kind)).slice(0, count);
  // Those that the core lacks come first.
  let bag = shuffle(
    kinds.filter((kind) => !CORE.some((draft) => draft.kind === kind)),
    random,
  );
  while (drafts.length < count) {
    if (bag.length === 0) bag = shuffle(kinds, random);
    drafts.push({ kind: bag.shift() as FaultKind });
  }
  return drafts;
}

function decide(
  draft: Draft,
  nodes: readonly string[],
  electionMs: number,
  random: SeededRandom,
): FaultAction {
  const target = (leaderShare: number): Target => ({
    prefer: random.fraction() < leaderShare ? 'leader' : 'anybody',
    draw: random.fraction(),
  });
  const { kind } = draft;
  switch (kind) {
    case 'partition-halves':
    case 'partition-majorities-ring':
      return { kind, order: shuffle(nodes, random) };
    case 'partition-leader':
      return { kind, target: target(1) };
    case 'partition-one':
      return { kind, target: { ...target(0), prefer: 'follower' } };
    case 'partition-one-way':
      return { kind, target: target(1), way: random.fraction() < 0.5 ? 'deaf' : 'mute' };
    case 'kill':
      return { kind, target: target(0.5) };
    case 'pause':
      return { kind, target: target(0.75) };
    case 'clock-jump': {
      const clocks = draft.clocks ?? (random.fraction() < 0.5 ? 'wall' : 'wall-and-monotonic');
      const offsetMs = Math.round(jump(clocks, electionMs, random));
      return { kind, target: target(0.5), setting: { offsetMs, rate: 1, clocks } };
    }
    case 'clock-drift': {
      const rate = random.fraction() < 0.5 ? 0.4 + 0.3 * random.fraction() : 1.5 + random.fraction();
      const setting = {
        offsetMs: 0,
        rate: Math.round(rate * 100) / 100,
        clocks: 'wall-and-monotonic',
      } as const;
      return { kind, target: target(0.5), setting };
    }
  }
}

/** Several times the election timeout; a monotonic clock goes forward only, a wall clock by up to minutes either way. */
function jump(clocks: ClockSetting['clocks'], electionMs: number, random: SeededRandom): number {
  if (clocks === 'wall-and-monotonic') return electionMs * (3 + 9 * random.fraction());
  const sign = random.fraction() < 0.5 ? -1 : 1;
  return sign * electionMs * (4 + 236 * random.fraction() ** 2);
}

function shuffle<T>(items: readonly T[], random: SeededRandom): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}
