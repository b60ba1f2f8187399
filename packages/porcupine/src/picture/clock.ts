/** The times at which the points of a history lay. */
export class Clock {
  /** Milliseconds by point; never decreasing, for the order of the points is what counts. */
  readonly times: readonly number[];
  readonly #points: readonly number[];

  /** @param points in order, each once. */
  constructor(points: readonly number[], time: (point: number) => number) {
    let latest = -Infinity;
    this.#points = points;
    this.times = points.map((point) => (latest = Math.max(latest, time(point))));
  }

  /** The point at which a time lay, between two known ones if need be. */
  pointAt(milliseconds: number): number {
    const { times } = this;
    const points = this.#points;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (times[middle]! < milliseconds) low = middle + 1;
      else high = middle;
    }
    const after = points[low];
    const before = points[low - 1];
    if (after === undefined) return before ?? milliseconds;
    if (before === undefined) return after;
    const share = (milliseconds - times[low - 1]!) / (times[low]! - times[low - 1]!);
    return before + (after - before) * share;
  }
}
