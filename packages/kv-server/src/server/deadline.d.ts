import type { Clock } from '@seaworthy/core';
/** Waits for `work`, but not longer than `ms`. Says whether it came to its end in time; its failure counts as one. */
export declare function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean>;
//# sourceMappingURL=deadline.d.ts.map
