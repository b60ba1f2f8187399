import type { LogStore } from '../../../ports/log-store.ts';
import type { ConformanceCase } from '../types.ts';

/** What a log store must bring along to be examined. A fresh one holds nothing. */
export interface LogStoreHarness {
  /** Opens a store over what earlier stores of this harness, closed or crashed, left behind. */
  open(): Promise<LogStore>;
  /**
   * Ends the store that was opened last as a power cut does: at once, without closing it, and losing what it has not made
   * durable.
   */
  crash(): Promise<void>;
}

/** A {@link LogStoreHarness} whose disk can break. */
export interface LogStoreFaultHarness extends LogStoreHarness {
  /** Makes the next write to the disk fail. */
  failNext(): void;
}

export type LogStoreCase = ConformanceCase<LogStoreHarness>;
export type LogStoreFaultCase = ConformanceCase<LogStoreFaultHarness>;
