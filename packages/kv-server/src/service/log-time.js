/**
 * The time that a leader writes into the log, in milliseconds. It goes on from the newest time in the log by what the
 * leader's monotonic clock says has passed since it began to lead. The time of day plays no part, so that a clock
 * that jumps ends no session; and the time in which nobody leads does not count, so that an outage ends none either.
 */
export class LogTime {
  #clock;
  #base = 0;
  #since = 0;
  constructor(clock) {
    this.#clock = clock;
  }
  /** Begins anew at `newest`, the newest time known to be in the log. */
  begin(newest) {
    this.#base = newest;
    this.#since = this.#clock.monotonicNow();
  }
  /** The time for the next command, given the newest time that was applied. */
  stamp(newest) {
    const now = this.#base + (this.#clock.monotonicNow() - this.#since);
    // Entries of an earlier leader may be applied only after this one began.
    if (newest <= now) return now;
    this.begin(newest);
    return newest;
  }
}
//# sourceMappingURL=log-time.js.map
