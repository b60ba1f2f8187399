import type { Cancel, Clock } from '@seaworthy/core';

/** Passes losses on, at most once per interval and never from within the call that caused one. */
export class UnreachableReport {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #report: () => void;
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancel: Cancel | null = null;

  constructor(clock: Clock, intervalMs: number, report: () => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#report = report;
  }

  /** Something was lost. */
  lost(): void {
    if (this.#cancel !== null) return;
    const waitMs = Math.max(0, this.#lastMs + this.#intervalMs - this.#clock.monotonicNow());
    this.#cancel = this.#clock.schedule(waitMs, () => {
      this.#cancel = null;
      this.#lastMs = this.#clock.monotonicNow();
      this.#report();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = () => undefined;
  }
}
