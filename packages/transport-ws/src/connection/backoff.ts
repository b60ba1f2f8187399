import type { Random } from '@seaworthy/core';

/** Growing pauses between attempts; the upper half of each is left to chance, so that nodes do not march in step. */
export class Backoff {
  readonly #minMs: number;
  readonly #maxMs: number;
  readonly #random: Random;
  #nextMs: number;

  constructor(minMs: number, maxMs: number, random: Random) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
    this.#random = random;
    this.#nextMs = minMs;
  }

  /** The next pause in milliseconds. */
  next(): number {
    const fullMs = this.#nextMs;
    this.#nextMs = Math.min(this.#maxMs, fullMs * 2);
    return fullMs * (0.5 + this.#random.uint32() / 0x2_0000_0000);
  }

  /** Begins again with the shortest pause. */
  reset(): void {
    this.#nextMs = this.#minMs;
  }
}
