import type { Clock } from '@seaworthy/core';
/**
 * The time that a leader writes into the log, in milliseconds. It goes on from the newest time in the log by what the
 * leader's monotonic clock says has passed since it began to lead. The time of day plays no part, so that a clock
 * that jumps ends no session; and the time in which nobody leads does not count, so that an outage ends none either.
 */
export declare class LogTime {
  #private;
  constructor(clock: Clock);
  /** Begins anew at `newest`, the newest time known to be in the log. */
  begin(newest: number): void;
  /** The time for the next command, given the newest time that was applied. */
  stamp(newest: number): number;
}
//# sourceMappingURL=log-time.d.ts.map
