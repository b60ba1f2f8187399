import type { Random } from '@seaworthy/core';

/** How well one direction between two nodes works. Rates are probabilities from 0 to 1. */
export interface LinkConditions {
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly lossRate: number;
  readonly duplicateRate: number;
  /** Whether a message may overtake an earlier one that was given a longer delay. */
  readonly reorder: boolean;
}

export const QUIET: LinkConditions = {
  minDelayMs: 1,
  maxDelayMs: 1,
  lossRate: 0,
  duplicateRate: 0,
  reorder: false,
};

/** Draws what happens on a link from a random source that the test seeded. */
export class Fate {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  happens(rate: number): boolean {
    // Nothing is drawn for the impossible, so that quiet links do not use chance up.
    return rate > 0 && this.#fraction() < rate;
  }

  delayMs({ minDelayMs, maxDelayMs }: LinkConditions): number {
    return maxDelayMs <= minDelayMs ? minDelayMs : minDelayMs + this.#fraction() * (maxDelayMs - minDelayMs);
  }

  #fraction(): number {
    return this.#random.uint32() / 0x1_0000_0000;
  }
}

/** Completes `change` and checks it. Throws a `RangeError` that names what was expected. */
export function changeConditions(base: LinkConditions, change: Partial<LinkConditions>): LinkConditions {
  const conditions = { ...base, ...change };
  // A longer shortest delay alone moves the longest along.
  if (change.maxDelayMs === undefined && conditions.maxDelayMs < conditions.minDelayMs)
    return changeConditions(base, { ...change, maxDelayMs: conditions.minDelayMs });
  const { minDelayMs, maxDelayMs, lossRate, duplicateRate } = conditions;
  if (!(minDelayMs >= 0 && maxDelayMs >= minDelayMs && Number.isFinite(maxDelayMs)))
    throw new RangeError(`expected delays with 0 <= min <= max, got ${minDelayMs} and ${maxDelayMs}`);
  for (const rate of [lossRate, duplicateRate]) {
    if (!(rate >= 0 && rate <= 1)) throw new RangeError(`expected a rate from 0 to 1, got ${rate}`);
  }
  return conditions;
}
