import type { LoadObserver } from './engine.ts';
import { Histogram } from './histogram.ts';
import { latenciesOf, type ErrorCounts, type RoundResult } from './result.ts';

/** What the load program itself costs. Both only ever grow. */
export interface ProcessMeter {
  /** User and system time. */
  cpuSeconds(): number;
  /** Time in which the event loop was not idle. */
  activeMs(): number;
}

interface Mark {
  readonly at: number;
  readonly cpuSeconds: number;
  readonly activeMs: number;
}

/** Keeps account of what happens between two moments. Times are in milliseconds on the load's clock. */
export class Recorder implements LoadObserver {
  readonly latency = new Histogram();
  readonly #lag = new Histogram();
  readonly #errors = new Map<string, number>();
  readonly #meter: ProcessMeter;
  readonly #begin: Mark;
  readonly #paced: boolean;
  #operations = 0;
  #failures = 0;
  #lastSuccessAt: number;
  #stallMs = 0;
  #heldBack = 0;
  #backlog = 0;
  #end: Mark | undefined;

  /** `paced`: operations begin at a rate, and how late they are is of interest. */
  constructor(now: number, meter: ProcessMeter, paced: boolean, lastSuccessAt = now) {
    this.#meter = meter;
    this.#begin = this.#mark(now);
    this.#paced = paced;
    this.#lastSuccessAt = lastSuccessAt;
  }

  /** Operations that succeeded before {@link Recorder.end}. */
  get operations(): number {
    return this.#operations;
  }

  get failures(): number {
    return this.#failures;
  }

  get lastSuccessAt(): number {
    return this.#lastSuccessAt;
  }

  get errors(): ErrorCounts {
    return Object.fromEntries(this.#errors);
  }

  onStart(intendedAt: number, possibleAt: number, startedAt: number): void {
    if (!this.#paced) return;
    if (possibleAt > intendedAt) this.#heldBack++;
    this.#lag.record(startedAt - possibleAt);
  }

  onDone(intendedAt: number, endedAt: number, error: unknown): void {
    if (error !== null) {
      this.countErrors(codeOf(error), 1);
      return;
    }
    this.latency.record(endedAt - intendedAt);
    if (this.#end !== undefined) return;
    this.#operations++;
    this.#stallMs = Math.max(this.#stallMs, endedAt - this.#lastSuccessAt);
    this.#lastSuccessAt = endedAt;
  }

  countErrors(code: string, count: number): void {
    if (count === 0) return;
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + count);
    this.#failures += count;
  }

  /**
   * The time is over, with `backlog` operations that were to begin by now and have not. What ends later still counts
   * for the latencies and errors, else the slowest would be missing.
   */
  end(now: number, backlog: number): void {
    this.#backlog = backlog;
    this.#stallMs = Math.max(this.#stallMs, now - this.#lastSuccessAt);
    this.#end = this.#mark(now);
  }

  result(): RoundResult {
    if (this.#end === undefined) throw new Error('the round has not ended');
    const ms = this.#end.at - this.#begin.at;
    return {
      seconds: ms / 1000,
      operations: this.#operations,
      opsPerSecond: ms === 0 ? 0 : (this.#operations / ms) * 1000,
      errors: this.errors,
      latencyMs: latenciesOf(this.latency),
      lagMs: latenciesOf(this.#lag),
      heldBack: this.#heldBack,
      backlog: this.#backlog,
      longestStallMs: this.#stallMs,
      cpuSeconds: this.#end.cpuSeconds - this.#begin.cpuSeconds,
      busy: ms === 0 ? 0 : Math.min(1, (this.#end.activeMs - this.#begin.activeMs) / ms),
    };
  }

  #mark(at: number): Mark {
    return { at, cpuSeconds: this.#meter.cpuSeconds(), activeMs: this.#meter.activeMs() };
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? String(code) : error.name;
}
