import type { SnapshotMeta } from '@seaworthy/core';

import { attempt, StorageError } from '../errors.ts';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { publish, withFile } from '../file-system/whole-files.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { SnapshotWriter, type SnapshotProgress } from './snapshot-writer.ts';

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

  constructor(context: PartialContext) {
    this.#context = context;
    this.#path = `${context.directory}/${PARTIAL_NAME}`;
  }

  /** Bytes of snapshot `meta` that are there and verify. */
  async received(meta: SnapshotMeta): Promise<number> {
    return (await this.#examine(meta))?.bytes ?? 0;
  }

  /** Adds what `chunks` bring from `offset` on, and makes it the complete snapshot `name`. */
  async receive(
    meta: SnapshotMeta,
    offset: number,
    chunks: AsyncIterable<Uint8Array>,
    name: string,
  ): Promise<void> {
    const { fileSystem, directory } = this.#context;
    const file = offset === 0 ? await this.#create() : await this.#reopen();
    await withFile(file, this.#path, async () => {
      const writer = new SnapshotWriter(file, this.#path);
      if (offset === 0) await writer.begin(this.#context.clusterId, meta);
      else writer.resume(await this.#cutBehind(meta, offset, file));
      for await (const chunk of chunks) await writer.add(chunk);
      await writer.finish();
    });
    await publish(fileSystem, this.#path, `${directory}/${name}`);
  }

  async #create(): Promise<FileHandle> {
    const { fileSystem } = this.#context;
    const there = await attempt('look for', this.#path, () => fileSystem.kind(this.#path));
    if (there !== null) await attempt('remove', this.#path, () => fileSystem.remove(this.#path));
    return await attempt('create', this.#path, () => fileSystem.open(this.#path, 'create'));
  }

  #reopen(): Promise<FileHandle> {
    return attempt('open', this.#path, () => this.#context.fileSystem.open(this.#path, 'write'));
  }

  async #cutBehind(meta: SnapshotMeta, offset: number, file: FileHandle): Promise<SnapshotProgress> {
    const there = await this.#read(meta, file);
    if (offset !== there?.bytes)
      throw new StorageError(
        'invalid_argument',
        `expected to receive snapshot ${meta.id} from byte 0 or ${there?.bytes ?? 0}, got ${offset}`,
        { path: this.#path },
      );
    await attempt('truncate', this.#path, () => file.truncate(there.at));
    return there;
  }

  async #examine(meta: SnapshotMeta): Promise<SnapshotProgress | null> {
    const { fileSystem } = this.#context;
    const kind = await attempt('look for', this.#path, () => fileSystem.kind(this.#path));
    if (kind !== 'file') return null;
    const file = await attempt('open', this.#path, () => fileSystem.open(this.#path, 'read'));
    return await withFile(file, this.#path, (open) => this.#read(meta, open));
  }

  /** Null where the file is of another snapshot, or does not even have a header that verifies. */
  async #read(meta: SnapshotMeta, file: FileHandle): Promise<SnapshotProgress | null> {
    const reader = new SnapshotReader(file, this.#path);
    try {
      const { clusterId, meta: stored } = await reader.header();
      if (clusterId !== this.#context.clusterId || stored.id !== meta.id) return null;
    } catch (error) {
      if (error instanceof StorageError && error.code === 'corrupt_snapshot') return null;
      throw error;
    }
    return await reader.intact();
  }
}
