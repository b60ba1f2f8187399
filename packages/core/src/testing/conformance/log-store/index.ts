import { contentCases } from './contents.ts';
import { endingCases, faultCases } from './ending.ts';
import type { LogStoreCase, LogStoreFaultCase } from './harness.ts';
import { orderCases } from './order.ts';
import { readingCases, readingFaultCases } from './reading.ts';

export type { LogStoreCase, LogStoreFaultCase, LogStoreFaultHarness, LogStoreHarness } from './harness.ts';

/** What every implementation of `LogStore` must do: run each case in a test of its own, with a fresh harness. */
export const logStoreConformance: readonly LogStoreCase[] = [
  ...contentCases,
  ...orderCases,
  ...endingCases,
  ...readingCases,
];

/** What every implementation of `LogStore` must do when its disk breaks; for a harness that can break one. */
export const logStoreFaultConformance: readonly LogStoreFaultCase[] = [...faultCases, ...readingFaultCases];
