import { RaftError } from '../errors.ts';
import type { SnapshotStore } from '../ports/snapshot-store.ts';
import type { SnapshotMeta } from '../raft/types.ts';

/** A snapshot, or the beginning of one. */
interface Stored {
  readonly meta: SnapshotMeta;
  readonly parts: readonly Uint8Array[];
}

/** What survives when a process that used a {@link MemorySnapshotStore} is gone. */
interface Disk {
  /** Oldest first. */
  snapshots: readonly Stored[];
  partial: Stored | null;
}

/** A snapshot store in memory. Opening another one over the same disk is how a test restarts a node. */
export class MemorySnapshotStore implements SnapshotStore {
  readonly #disk: Disk;
  #closed = false;

  /** With `previous`, a store that holds what that one held. */
  constructor(previous?: MemorySnapshotStore) {
    this.#disk = previous === undefined ? { snapshots: [], partial: null } : previous.#disk;
    if (previous !== undefined) previous.#closed = true;
  }

  async latest(): Promise<SnapshotMeta | null> {
    return this.#open().snapshots.at(-1)?.meta ?? null;
  }

  async write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(new Uint8Array(chunk));
    this.#add({ meta, parts });
  }

  async received(meta: SnapshotMeta): Promise<number> {
    const { partial } = this.#open();
    return isOf(partial, meta) ? bytesOf(partial.parts) : 0;
  }

  async receive(meta: SnapshotMeta, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const disk = this.#open();
    const there = isOf(disk.partial, meta) ? disk.partial.parts : [];
    assertOffset(offset, bytesOf(there));
    const parts = [...until(there, offset)];
    const partial: Stored = { meta, parts };
    disk.partial = partial;
    for await (const chunk of chunks) {
      this.#assertReceiving(partial);
      parts.push(new Uint8Array(chunk));
    }
    this.#assertReceiving(partial);
    disk.partial = null;
    this.#add(partial);
  }

  async *read(meta: SnapshotMeta, offset = 0): AsyncGenerator<Uint8Array, void, undefined> {
    const stored = this.#open().snapshots.find((candidate) => isOf(candidate, meta));
    if (stored === undefined)
      throw new RaftError('invalid_argument', `no snapshot ${meta.id} at ${meta.index} is stored`);
    assertOffset(offset, bytesOf(stored.parts));
    for (const part of from(stored.parts, offset)) yield await Promise.resolve(part.slice());
  }

  async prune(keep: number): Promise<void> {
    if (!Number.isSafeInteger(keep) || keep < 0)
      throw new RaftError('invalid_argument', `expected a whole number of snapshots to keep, got ${keep}`);
    const disk = this.#open();
    disk.snapshots = keep === 0 ? [] : disk.snapshots.slice(-keep);
  }

  /** Of two snapshots of one position the later one takes the other's place. */
  #add(added: Stored): void {
    const disk = this.#open();
    const others = disk.snapshots.filter(({ meta }) => !isAt(meta, added.meta));
    disk.snapshots = [...others, added].sort(
      ({ meta: a }, { meta: b }) => a.index - b.index || a.term - b.term,
    );
  }

  #assertReceiving(partial: Stored): void {
    if (this.#open().partial !== partial)
      throw new RaftError(
        'superseded',
        `snapshot ${partial.meta.id} is being received anew, or another one is`,
      );
  }

  #open(): Disk {
    if (this.#closed) throw new RaftError('stopped', 'the snapshot store was opened anew');
    return this.#disk;
  }
}

function isAt(one: SnapshotMeta, other: SnapshotMeta): boolean {
  return one.index === other.index && one.term === other.term;
}

function isOf(stored: Stored | null, meta: SnapshotMeta): stored is Stored {
  return stored !== null && stored.meta.id === meta.id && isAt(stored.meta, meta);
}

function assertOffset(offset: number, bytes: number): void {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > bytes)
    throw new RaftError('invalid_argument', `expected an offset from 0 to ${bytes}, got ${offset}`);
}

function bytesOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}

function* until(parts: readonly Uint8Array[], bytes: number): Generator<Uint8Array, void, undefined> {
  let left = bytes;
  for (const part of parts) {
    if (left === 0) return;
    yield part.subarray(0, left);
    left -= Math.min(left, part.byteLength);
  }
}

function* from(parts: readonly Uint8Array[], offset: number): Generator<Uint8Array, void, undefined> {
  let skip = offset;
  for (const part of parts) {
    if (skip < part.byteLength) yield part.subarray(skip);
    skip -= Math.min(skip, part.byteLength);
  }
}
