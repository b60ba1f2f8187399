import { Histogram, type HistogramJson } from './histogram.ts';
import type { LoadPlan } from './plan.ts';
import type { Recorder } from './recorder.ts';

/** Times in milliseconds; null in place of this where nothing was measured. */
export interface Latencies {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** How many operations failed, by the code of their error. */
export type ErrorCounts = Readonly<Record<string, number>>;

/** What was measured in a stretch of time. */
export interface RoundResult {
  /** How long it was. */
  readonly seconds: number;
  /** Operations that succeeded within it. */
  readonly operations: number;
  readonly opsPerSecond: number;
  readonly errors: ErrorCounts;
  /** Of operations that succeeded, from when they were meant to begin; the last round's include those that ended after it. */
  readonly latencyMs: Latencies | null;
  /** With a rate: how late operations began because the load program itself fell behind. Part of their latency. */
  readonly lagMs: Latencies | null;
  /** With a rate: operations that had to wait until fewer were in flight. Part of their latency. */
  readonly heldBack: number;
  /** With a rate: operations that were to begin by its end and had not. */
  readonly backlog: number;
  /** The longest time without any success that ended in it, or went on when it ended. */
  readonly longestStallMs: number;
  /** User and system time of the load program. */
  readonly cpuSeconds: number;
  /** Share of the time in which the load program's event loop was not idle; near 1, it is what limits the figures. */
  readonly busy: number;
}

/** A figure over all rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface LoadResult {
  readonly plan: LoadPlan;
  /** Time it took to put every key; null if that was not asked for. */
  readonly fillSeconds: number | null;
  readonly rounds: readonly RoundResult[];
  /** Null if there was no round in which anything succeeded. */
  readonly spread: Readonly<Record<'opsPerSecond' | 'p50' | 'p90' | 'p99' | 'p999' | 'max', Spread>> | null;
  /** All rounds together. */
  readonly operations: number;
  readonly errors: ErrorCounts;
  readonly latencyMs: Latencies | null;
  readonly histogram: HistogramJson;
  /** The signal came before the end. */
  readonly interrupted: boolean;
}

export function latenciesOf(histogram: Histogram): Latencies | null {
  if (histogram.count === 0) return null;
  return {
    mean: histogram.mean,
    p50: histogram.percentile(50),
    p90: histogram.percentile(90),
    p99: histogram.percentile(99),
    p999: histogram.percentile(99.9),
    max: histogram.max,
  };
}

/** What all rounds come to. */
export function summarize(
  plan: LoadPlan,
  fillSeconds: number | null,
  recorders: readonly Recorder[],
  interrupted: boolean,
): LoadResult {
  const rounds = recorders.map((recorder) => recorder.result());
  const histogram = new Histogram();
  for (const { latency } of recorders) histogram.merge(latency);
  return {
    plan,
    fillSeconds,
    rounds,
    spread: spreadOf(rounds),
    operations: rounds.reduce((sum, { operations }) => sum + operations, 0),
    errors: sumErrors(rounds),
    latencyMs: latenciesOf(histogram),
    histogram: histogram.toJSON(),
    interrupted,
  };
}

function sumErrors(rounds: readonly RoundResult[]): ErrorCounts {
  const sum: Record<string, number> = {};
  for (const { errors } of rounds)
    for (const [code, count] of Object.entries(errors)) sum[code] = (sum[code] ?? 0) + count;
  return sum;
}

function spreadOf(rounds: readonly RoundResult[]): LoadResult['spread'] {
  const latencies = rounds.map(({ latencyMs }) => latencyMs).filter((each) => each !== null);
  if (latencies.length === 0) return null;
  const of = (pick: (each: Latencies) => number): Spread => spread(latencies.map(pick));
  return {
    opsPerSecond: spread(rounds.map(({ opsPerSecond }) => opsPerSecond)),
    p50: of(({ p50 }) => p50),
    p90: of(({ p90 }) => p90),
    p99: of(({ p99 }) => p99),
    p999: of(({ p999 }) => p999),
    max: of(({ max }) => max),
  };
}

/** The median of an even number of figures is the mean of the two in the middle. */
function spread(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (place: number): number => sorted[place] as number;
  const last = sorted.length - 1;
  return {
    median: (at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2,
    min: at(0),
    max: at(last),
  };
}
