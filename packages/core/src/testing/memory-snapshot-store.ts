import { RaftError } from '../errors.ts';
import type { SnapshotStore } from '../ports/snapshot-store.ts';
import type { SnapshotMeta } from '../raft/types.ts';

interface Stored {
  readonly meta: SnapshotMeta;
  readonly chunks: readonly Uint8Array[];
}

/** A snapshot store in memory. */
export class MemorySnapshotStore implements SnapshotStore {
  #snapshots: Stored[] = [];

  latest(): Promise<SnapshotMeta | null> {
    return Promise.resolve(this.#snapshots.at(-1)?.meta ?? null);
  }

  async write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const copies: Uint8Array[] = [];
    for await (const chunk of chunks) copies.push(chunk.slice());
    const others = this.#snapshots.filter((stored) => stored.meta.index !== meta.index);
    this.#snapshots = [...others, { meta, chunks: copies }].sort((a, b) => a.meta.index - b.meta.index);
  }

  async *read(meta: SnapshotMeta): AsyncIterable<Uint8Array> {
    const stored = this.#snapshots.find((candidate) => candidate.meta.index === meta.index);
    if (stored === undefined)
      throw new RaftError('invalid_argument', `no snapshot at ${meta.index} is stored`);
    yield* await Promise.resolve(stored.chunks);
  }

  prune(keep: number): Promise<void> {
    this.#snapshots = this.#snapshots.slice(-keep);
    return Promise.resolve();
  }
}
