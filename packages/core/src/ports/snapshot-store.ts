import type { SnapshotMeta } from '../raft/types.ts';

/** A node's durable snapshots. */
export interface SnapshotStore {
  /** The newest complete snapshot, or null. A snapshot that fails its checksum is an error, never skipped in silence. */
  latest(): Promise<SnapshotMeta | null>;
  /** Stores a snapshot; when the promise resolves, it survives a crash. If `chunks` fails, nothing remains of it. */
  write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes of a stored snapshot, verified as they are read. Fails if it is not stored or does not verify. */
  read(meta: SnapshotMeta): AsyncIterable<Uint8Array>;
  /** Removes all but the newest `keep` snapshots. */
  prune(keep: number): Promise<void>;
}
