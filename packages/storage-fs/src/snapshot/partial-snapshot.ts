import type { SnapshotMeta } from '@seaworthy/core';

import { attempt, StorageError } from '../errors.ts';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { publish, syncParent, withFile } from '../file-system/whole-files.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

/** The file of the snapshot that is being received, or whose reception was interrupted. There is at most one. */
export const PARTIAL_NAME = 'receiving.part';

interface PartialContext {
  readonly fileSystem: FileSystem;
  readonly directory: string;
  readonly clusterId: string;
}

/**
 * A snapshot on its way in: the beginning of a snapshot's file, without its footer. Whatever interrupts it, the chunks
 * that verify are kept and gone on from; what is torn behind them is cut off.
 */
export class PartialSnapshot {
  readonly #context: PartialContext;
  readonly #path: string;
  /** Stands for the newest reception; an older one, whose source is perhaps stuck for ever, gives way to it. */
  #newest: symbol | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(context: PartialContext) {
    this.#context = context;
    this.#path = `${context.directory}/${PARTIAL_NAME}`;
  }

  /** Bytes of snapshot `meta` that are there and verify. */
  async received(meta: SnapshotMeta): Promise<number> {
    const { fileSystem } = this.#context;
    const kind = await attempt('look for', this.#path, () => fileSystem.kind(this.#path));
    if (kind !== 'file') return 0;
    const file = await attempt('open', this.#path, () => fileSystem.open(this.#path, 'read'));
    return await withFile(file, this.#path, async () => {
      let bytes = 0;
      for await (const chunk of this.#intact(meta, file)) bytes += chunk.byteLength;
      return bytes;
    });
  }

  /** Adds what `chunks` bring from `offset` on, and makes it the complete snapshot `name`. */
  async receive(
    meta: SnapshotMeta,
    offset: number,
    chunks: AsyncIterable<Uint8Array>,
    name: string,
  ): Promise<void> {
    const { fileSystem, directory } = this.#context;
    const mine = Symbol(meta.id);
    this.#newest = mine;
    const file = await this.#inTurn(mine, () => (offset === 0 ? this.#create() : this.#reopen(meta, offset)));
    await withFile(file, this.#path, async () => {
      const writer = new SnapshotWriter(file, this.#path);
      await this.#inTurn(mine, () => this.#begin(writer, file, meta, offset));
      for await (const chunk of chunks) await this.#inTurn(mine, () => writer.add(chunk));
      await this.#inTurn(mine, async () => {
        await writer.finish();
        await publish(fileSystem, this.#path, `${directory}/${name}`);
      });
    });
  }

  /** Runs one piece of work at a time, and only for the newest reception: no two ever write to the file. */
  #inTurn<Value>(mine: symbol, work: () => Promise<Value>): Promise<Value> {
    const result = this.#turn.then(() => {
      if (this.#newest === mine) return work();
      const message = `the reception of snapshot ${mine.description ?? ''} gave way to a later one`;
      throw new StorageError('superseded', message, { path: this.#path });
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #create(): Promise<FileHandle> {
    const { fileSystem } = this.#context;
    const there = await attempt('look for', this.#path, () => fileSystem.kind(this.#path));
    if (there !== null) await attempt('remove', this.#path, () => fileSystem.remove(this.#path));
    const file = await attempt('create', this.#path, () => fileSystem.open(this.#path, 'create'));
    await syncParent(fileSystem, this.#path);
    return file;
  }

  async #reopen(meta: SnapshotMeta, offset: number): Promise<FileHandle> {
    const there = await this.received(meta);
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > there)
      throw new StorageError(
        'invalid_argument',
        `expected to receive snapshot ${meta.id} from a byte from 0 to ${there} on, got ${offset}`,
        { path: this.#path },
      );
    return await attempt('open', this.#path, () => this.#context.fileSystem.open(this.#path, 'write'));
  }

  /**
   * Writes what is kept once more, over itself: had a sync failed, before or after the process started anew, the kernel
   * might show pages that the disk never got, and call them clean.
   */
  async #begin(writer: SnapshotWriter, file: FileHandle, meta: SnapshotMeta, offset: number): Promise<void> {
    await writer.begin(this.#context.clusterId, meta);
    if (offset === 0) return;
    let missing = offset;
    for await (const chunk of this.#intact(meta, file)) {
      await writer.add(chunk.subarray(0, missing));
      missing -= Math.min(missing, chunk.byteLength);
      if (missing === 0) break;
    }
    if (missing > 0)
      throw new StorageError('io_failed', `${this.#path} cannot be read any more`, { path: this.#path });
    await attempt('truncate', this.#path, () => file.truncate(writer.at));
  }

  /** The chunks that verify, from the first one on; none where the file is of another snapshot, or cannot be read. */
  async *#intact(meta: SnapshotMeta, file: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
    const reader = new SnapshotReader(file, this.#path);
    try {
      if (await reader.isOf(this.#context.clusterId, meta)) yield* reader.fullChunks();
    } catch (error) {
      // Nothing depends on a beginning: what cannot be read of it is sent once more.
      if (!(error instanceof StorageError) || !PASSED_OVER.has(error.code)) throw error;
    }
  }
}

const PASSED_OVER: ReadonlySet<string> = new Set(['corrupt_snapshot', 'unknown_format', 'io_failed']);
