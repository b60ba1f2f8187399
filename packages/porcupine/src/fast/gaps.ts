import { sortByKey } from './sort.ts';

/** Points in time at which something is there, for certain: all strictly between two points, for each thing. */
export interface Presences {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** Finds points at which there need not be anything. */
export class Gaps {
  readonly #presences: Presences;
  // Presences that overlap are one.
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(presences: Presences) {
    this.#presences = presences;
    const { from, to } = presences;
    for (const i of sortByKey(from)) {
      if (from[i]! >= to[i]!) continue;
      const end = this.#ends.at(-1) ?? -Infinity;
      if (from[i]! >= end) {
        this.#starts.push(from[i]!);
        this.#ends.push(to[i]!);
      } else if (to[i]! > end) this.#ends[this.#ends.length - 1] = to[i]!;
    }
  }

  /** The first such point, not before this one. */
  next(point: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! < point) low = middle + 1;
      else high = middle;
    }
    return Math.max(point, this.#ends[low - 1] ?? point);
  }

  /** Few things of which one is there at any point from `start` to `end`. */
  cover(start: number, end: number): number[] {
    const { from, to } = this.#presences;
    const covering: number[] = [];
    for (let point = start; point <= end; point = to[covering.at(-1)!]!) {
      let best = -1;
      for (let i = 0; i < from.length; i++) {
        if (from[i]! < point && point < to[i]! && (best < 0 || to[i]! > to[best]!)) best = i;
      }
      if (best < 0) throw new RangeError('expected no gap');
      covering.push(best);
    }
    return covering;
  }
}
