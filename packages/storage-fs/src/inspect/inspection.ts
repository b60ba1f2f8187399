import type { HardState, LogPosition, LostEntries } from '@seaworthy/core';

import type { StorageErrorCode } from '../errors.ts';
import type { StorageIdentity } from '../identity.ts';

/** What is wrong with a part of a data directory. */
export interface Problem {
  readonly code: StorageErrorCode;
  readonly path: string;
  /** A sentence for people. */
  readonly message: string;
}

/** One segment of the log, by itself. */
export interface SegmentInspection {
  readonly path: string;
  readonly sequence: number;
  /** Size of the file, and what of it is used by the header and by records that verify, in bytes. */
  readonly bytes: number;
  readonly used: number;
  /** Records that verify. */
  readonly records: number;
  /** First and last entry written to it, overwritten ones too; null where it holds none. */
  readonly entries: { readonly first: LogPosition; readonly last: LogPosition } | null;
  /** Set where the log went on here after damage: behind which byte of which segment. */
  readonly resumes: { readonly sequence: number; readonly at: number } | null;
}

/** One snapshot. */
export interface SnapshotInspection {
  readonly path: string;
  readonly index: number;
  readonly term: number;
  readonly id: string;
  readonly voters: readonly string[];
  /** Chunks and bytes of data, all verified. */
  readonly chunks: number;
  readonly bytes: number;
}

/** What a data directory holds. */
export interface Inspection {
  readonly path: string;
  readonly identity: StorageIdentity | null;
  /** What is written outside of the log about the log; null where neither half is good. */
  readonly watermark: {
    readonly sequence: number;
    readonly durable: number;
    readonly hardState: HardState;
  } | null;
  /** Those that can be read, oldest first. */
  readonly segments: readonly SegmentInspection[];
  /** The log as a node would find it; null where it cannot be vouched for. */
  readonly log: {
    readonly hardState: HardState;
    readonly base: LogPosition;
    readonly last: LogPosition;
    readonly entries: number;
    /** Bytes behind the last good record that were being written when the node stopped; the next start erases them. */
    readonly tornBytes: number;
    /** Set where entries are missing to damage. */
    readonly lost: LostEntries | null;
  } | null;
  /** Those that verify, oldest first. */
  readonly snapshots: readonly SnapshotInspection[];
  /** Files that were set aside, are temporary, or do not belong here. */
  readonly otherFiles: readonly string[];
  readonly problems: readonly Problem[];
}
