import type { SnapshotStore } from '../../../ports/snapshot-store.ts';
import type { SnapshotMeta } from '../../../raft/types.ts';
import type { ConformanceCase } from '../types.ts';

/** What a snapshot store must bring along to be examined. A fresh one holds nothing. */
export interface SnapshotStoreHarness {
  /** Opens a store over what earlier stores of this harness left behind; those are not used any more. */
  open(): Promise<SnapshotStore>;
  /** Ends the store that was opened last as a power cut does: at once, and losing what it has not made durable. */
  crash(): Promise<void>;
}

/** A {@link SnapshotStoreHarness} whose disk can break. */
export interface SnapshotStoreFaultHarness extends SnapshotStoreHarness {
  /** Makes the next write to the disk, or the next sync, fail. */
  failNext(): void;
  /** Alters one byte of the stored data of this snapshot, `at` from 0 to 1 of the way through it. */
  damage(meta: SnapshotMeta, at: number): Promise<void>;
}

export type SnapshotStoreCase = ConformanceCase<SnapshotStoreHarness>;
export type SnapshotStoreFaultCase = ConformanceCase<SnapshotStoreFaultHarness>;
