/** Stops a timer; calling it twice, or after the timer fired, does nothing. */
export type Cancel = () => void;

/** Time. Code that runs on a node has no other source of it. */
export interface Clock {
  /** Milliseconds, with fractions, from a fixed but unknown moment. Never goes back. */
  monotonicNow(): number;
  /** Milliseconds since the Unix epoch, for people to read; it may jump and never decides anything. */
  wallNow(): number;
  /** Calls `run` once, after at least `delayMs` milliseconds. */
  schedule(delayMs: number, run: () => void): Cancel;
  /** Calls `run` once, when the work at hand is done and before any timer; collects what one turn produced. */
  defer(run: () => void): void;
}
