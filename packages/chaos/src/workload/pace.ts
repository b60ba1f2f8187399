import { SeededRandom } from '@seaworthy/core/testing';

/**
 * When a process asks next: open loop, at a rate of its own, with gaps from nothing to twice the mean (Jepsen's
 * `stagger`). What falls due while an operation is open is left out, not made up for: a burst after every stall would
 * test the burst.
 */
export class Pace {
  readonly #random: SeededRandom;
  readonly #meanMs: number;
  #due: number;

  constructor(seed: number, operationsPerSecond: number, nowMs: number) {
    this.#random = new SeededRandom(seed);
    this.#meanMs = 1000 / operationsPerSecond;
    // The first operations of all processes spread over one gap.
    this.#due = nowMs + this.#random.fraction() * this.#meanMs;
  }

  /** Milliseconds to wait before the next operation, at `nowMs`; moves on to the one after it. */
  next(nowMs: number): number {
    const wait = Math.max(0, this.#due - nowMs);
    const gap = this.#random.fraction() * 2 * this.#meanMs;
    this.#due = Math.max(this.#due, nowMs) + gap;
    return wait;
  }
}
