/** When operations are meant to begin. Times are in milliseconds on the load's clock. */
export interface Pacing {
  /** When the next one is meant to begin: not after `now` if it is due. */
  next(now: number): number;
  /** The next one has begun. */
  taken(): void;
  /** How many were to begin before `now` and did not. */
  backlog(now: number): number;
}

/** Closed loop: an operation begins as soon as one has ended. */
export const closedLoop: Pacing = {
  next: (now) => now,
  taken: () => undefined,
  backlog: () => 0,
};

/**
 * Open loop: `rate` operations per second begin at even distances, whatever became of those before. Latencies count
 * from these moments, so that the wait behind a stall counts too (coordinated omission).
 */
export function openLoop(rate: number, startedAt: number): Pacing {
  const distanceMs = 1000 / rate;
  let begun = 0;
  return {
    next: () => startedAt + begun * distanceMs,
    taken: () => {
      begun++;
    },
    backlog: (now) => Math.max(0, Math.ceil((now - startedAt) / distanceMs) - begun),
  };
}
