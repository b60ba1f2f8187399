import { faultCases } from './faults.ts';
import type { SnapshotStoreCase, SnapshotStoreFaultCase } from './harness.ts';
import { readingCases } from './reading.ts';
import { receivingCases } from './receiving.ts';
import { writingCases } from './writing.ts';

export type {
  SnapshotStoreCase,
  SnapshotStoreFaultCase,
  SnapshotStoreFaultHarness,
  SnapshotStoreHarness,
} from './harness.ts';

/** What every implementation of `SnapshotStore` must do: run each case in a test of its own, with a fresh harness. */
export const snapshotStoreConformance: readonly SnapshotStoreCase[] = [
  ...writingCases,
  ...readingCases,
  ...receivingCases,
];

/** What every implementation of `SnapshotStore` must do when its disk breaks or rots; for a harness that can do that. */
export const snapshotStoreFaultConformance: readonly SnapshotStoreFaultCase[] = faultCases;
