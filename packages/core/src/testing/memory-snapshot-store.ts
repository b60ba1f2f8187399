import { RaftError } from '../errors.ts';
import type { SnapshotStore } from '../ports/snapshot-store.ts';
import type { SnapshotMeta } from '../raft/types.ts';

interface Stored {
  readonly meta: SnapshotMeta;
  readonly bytes: Uint8Array;
}

/** A snapshot store in memory. */
export class MemorySnapshotStore implements SnapshotStore {
  #snapshots: Stored[] = [];
  #partial: Stored | null = null;

  latest(): Promise<SnapshotMeta | null> {
    return Promise.resolve(this.#snapshots.at(-1)?.meta ?? null);
  }

  async write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk.slice());
    this.#add({ meta, bytes: joined(parts) });
  }

  received(meta: SnapshotMeta): Promise<number> {
    return Promise.resolve(this.#partial?.meta.id === meta.id ? this.#partial.bytes.byteLength : 0);
  }

  async receive(meta: SnapshotMeta, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const there = await this.received(meta);
    if (offset > there)
      throw new RaftError('invalid_argument', `expected an offset of at most ${there}, got ${offset}`);
    let bytes =
      there === 0 ? new Uint8Array(0) : (this.#partial?.bytes.subarray(0, offset) ?? new Uint8Array(0));
    this.#partial = { meta, bytes };
    for await (const chunk of chunks) {
      bytes = joined([bytes, chunk]);
      this.#partial = { meta, bytes };
    }
    this.#partial = null;
    this.#add({ meta, bytes });
  }

  async *read(meta: SnapshotMeta, offset = 0): AsyncIterable<Uint8Array> {
    const stored = this.#snapshots.find((candidate) => candidate.meta.id === meta.id);
    if (stored === undefined)
      throw new RaftError('invalid_argument', `no snapshot ${meta.id} at ${meta.index} is stored`);
    if (offset < stored.bytes.byteLength) yield await Promise.resolve(stored.bytes.subarray(offset));
  }

  prune(keep: number): Promise<void> {
    this.#snapshots = keep === 0 ? [] : this.#snapshots.slice(-keep);
    return Promise.resolve();
  }

  #add(added: Stored): void {
    const others = this.#snapshots.filter(({ meta }) => meta.index !== added.meta.index);
    this.#snapshots = [...others, added].sort((a, b) => a.meta.index - b.meta.index);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
