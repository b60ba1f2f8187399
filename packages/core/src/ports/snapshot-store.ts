import type { SnapshotMeta } from '../raft/types.ts';

/** A node's durable snapshots. */
export interface SnapshotStore {
  /** The newest complete snapshot, or null. A snapshot that fails its checksum is an error, never skipped in silence. */
  latest(): Promise<SnapshotMeta | null>;
  /**
   * Stores a snapshot that this node made; when the promise resolves, it survives a crash. If `chunks` fails, nothing
   * remains of it. An error whose `retryable` is true, such as for want of space, says that a later attempt may succeed;
   * any other is final, and the node stops.
   */
  write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * How many bytes of this very snapshot (see {@link SnapshotMeta.id}) an interrupted {@link SnapshotStore.receive} left
   * behind, 0 without any: from there it can be received further.
   */
  received(meta: SnapshotMeta): Promise<number>;
  /**
   * Stores what a peer sends: the bytes of a snapshot from `offset` on, which is 0 or what {@link SnapshotStore.received}
   * said. When the promise resolves, the whole snapshot survives a crash. If `chunks` fails, what has come in stays, to
   * be gone on with; receiving another snapshot discards it.
   */
  receive(meta: SnapshotMeta, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes of a stored snapshot from `offset` on, verified as they are read. Fails if it is not stored or does not verify. */
  read(meta: SnapshotMeta, offset?: number): AsyncIterable<Uint8Array>;
  /** Removes all but the newest `keep` complete snapshots. */
  prune(keep: number): Promise<void>;
}
