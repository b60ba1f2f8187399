import type { SnapshotMeta, SnapshotStore } from '@seaworthy/core';

import { attempt, errno, ioError, isUnreadable, StorageError } from '../errors.ts';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { DAMAGED, publish, setFileAside, TEMPORARY, withFile } from '../file-system/whole-files.ts';
import type { WarningListener } from '../warnings.ts';
import { PARTIAL_NAME, PartialSnapshot } from './partial-snapshot.ts';
import { corruptSnapshot, isSnapshotName, snapshotName, wrongMeta } from './snapshot-format.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

/** What a snapshot store needs. */
export interface SnapshotContext {
  readonly fileSystem: FileSystem;
  /** The directory of the snapshots. */
  readonly directory: string;
  readonly clusterId: string;
  readonly onWarning: WarningListener;
  /** Whether {@link FileSnapshotStore.latest} sets a damaged snapshot aside and looks for the one before, or fails. */
  readonly repair: boolean;
}

/**
 * A {@link SnapshotStore} on files, one for each snapshot. A file gets its name when all of it is durable, so a name
 * stands for a whole snapshot, and one that does not verify was damaged afterwards.
 */
export class FileSnapshotStore implements SnapshotStore {
  readonly #context: SnapshotContext;
  readonly #partial: PartialSnapshot;
  #written = 0;
  /** What was verified at the start, and is asked for once more. */
  #verified: { readonly name: string; readonly meta: SnapshotMeta } | null = null;

  constructor(context: SnapshotContext) {
    this.#context = context;
    this.#partial = new PartialSnapshot(context);
  }

  /** Removes what an earlier process left unfinished. Comes before anything else. */
  async recover(): Promise<void> {
    const { fileSystem, directory, onWarning } = this.#context;
    for (const { name, kind } of await this.#list()) {
      const path = `${directory}/${name}`;
      if (isSnapshotName(name) || name === PARTIAL_NAME || name.endsWith(DAMAGED)) continue;
      if (kind !== 'file' || !name.endsWith(TEMPORARY)) {
        onWarning({ code: 'unexpected_file', message: `${path} is no snapshot`, path });
        continue;
      }
      await attempt('remove', path, () => fileSystem.remove(path));
      onWarning({ code: 'stale_file_removed', message: `removed ${path}, left by an earlier process`, path });
    }
    await this.#syncDirectory();
  }

  async latest(): Promise<SnapshotMeta | null> {
    for (;;) {
      const newest = (await this.#names()).at(-1);
      if (newest === undefined) return null;
      if (this.#verified?.name === newest) return this.#takeVerified();
      try {
        return await this.#verify(newest);
      } catch (error) {
        if (!this.#context.repair || !isDamage(error)) throw error;
        await this.#setAside(newest, error);
      }
    }
  }

  /** The index of the newest snapshot, 0 without any; a {@link latest} that follows need not verify it again. */
  async newestIndex(): Promise<number> {
    const meta = await this.latest();
    this.#verified = meta === null ? null : { name: snapshotName(meta), meta };
    return meta?.index ?? 0;
  }

  /**
   * Reads all snapshots again and yields what is wrong with them, one after the other; with `repair`, a damaged one is set
   * aside. One that is pruned meanwhile is not missed.
   */
  async *scrub(): AsyncGenerator<StorageError, void, undefined> {
    for (const name of await this.#names()) {
      try {
        await this.#verify(name);
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        if (!(await this.#names()).includes(name)) continue;
        if (this.#context.repair && isDamage(error)) await this.#setAside(name, error);
        yield error;
      }
    }
  }

  #takeVerified(): SnapshotMeta | null {
    const meta = this.#verified?.meta ?? null;
    this.#verified = null;
    return meta;
  }

  async #setAside(name: string, { message }: StorageError): Promise<void> {
    const { fileSystem, directory, onWarning } = this.#context;
    const path = `${directory}/${name}`;
    onWarning({ code: 'snapshot_damaged', message, path });
    for (const old of await this.#list())
      if (old.name.endsWith(DAMAGED)) {
        const stale = `${directory}/${old.name}`;
        await attempt('remove', stale, () => fileSystem.remove(stale));
      }
    const aside = await setFileAside(fileSystem, path);
    onWarning({ code: 'set_aside', message: `${path} was damaged; renamed`, path: aside });
  }

  async #verify(newest: string): Promise<SnapshotMeta> {
    const path = `${this.#context.directory}/${newest}`;
    const file = await attempt('open', path, () => this.#context.fileSystem.open(path, 'read'));
    return withFile(file, path, async (open) => {
      const reader = new SnapshotReader(open, path);
      const meta = await this.#header(reader, path, newest);
      // Reading to the end is what verifies.
      for await (const chunk of reader.chunks()) void chunk;
      return meta;
    });
  }

  async write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const { fileSystem, directory, clusterId } = this.#context;
    this.#assertMeta(meta);
    const temporary = `${directory}/writing-${this.#written++}${TEMPORARY}`;
    const file = await this.#attempt('create', temporary, () => fileSystem.open(temporary, 'create'));
    try {
      await withFile(file, temporary, async (open) => {
        const writer = new SnapshotWriter(open, temporary);
        await writer.begin(clusterId, meta);
        for await (const chunk of chunks) await writer.add(chunk);
        await writer.finish();
      });
      await publish(fileSystem, temporary, `${directory}/${snapshotName(meta)}`);
    } catch (error) {
      await fileSystem.remove(temporary).catch(() => undefined);
      throw this.#retryable(error);
    }
  }

  async received(meta: SnapshotMeta): Promise<number> {
    this.#assertMeta(meta);
    return await this.#partial.received(meta);
  }

  async receive(meta: SnapshotMeta, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.#assertMeta(meta);
    try {
      await this.#partial.receive(meta, offset, chunks, snapshotName(meta));
    } catch (error) {
      throw this.#retryable(error);
    }
  }

  async *read(meta: SnapshotMeta, offset = 0): AsyncGenerator<Uint8Array, void, undefined> {
    const name = snapshotName(meta);
    const path = `${this.#context.directory}/${name}`;
    if (!Number.isSafeInteger(offset) || offset < 0) throw wrongOffset(offset, 'a whole one', path);
    const file = await this.#openStored(path, meta);
    try {
      const reader = new SnapshotReader(file, path);
      const stored = await this.#header(reader, path, name);
      if (stored.id !== meta.id) throw notFound(meta, path);
      let passed = await reader.skip(offset);
      for await (const chunk of reader.chunks()) {
        const begin = Math.max(0, offset - passed);
        passed += chunk.byteLength;
        if (begin < chunk.byteLength) yield begin === 0 ? chunk : chunk.subarray(begin);
      }
      if (passed < offset) throw wrongOffset(offset, `at most ${passed}, the number of its bytes`, path);
    } finally {
      await file.close();
    }
  }

  async prune(keep: number): Promise<void> {
    const { fileSystem, directory } = this.#context;
    if (!Number.isSafeInteger(keep) || keep < 0)
      throw new StorageError(
        'invalid_argument',
        `expected a whole number of snapshots to keep, got ${keep}`,
        {
          path: directory,
        },
      );
    const names = await this.#names();
    const old = names.slice(0, Math.max(0, names.length - keep));
    for (const name of old) {
      const path = `${directory}/${name}`;
      await attempt('remove', path, () => fileSystem.remove(path));
    }
    if (old.length > 0) await this.#syncDirectory();
  }

  #assertMeta(meta: SnapshotMeta): void {
    const wrong = wrongMeta(meta);
    const { directory: path } = this.#context;
    if (wrong !== null)
      throw new StorageError('invalid_argument', `expected a snapshot with a ${wrong}`, { path });
  }

  async #header(reader: SnapshotReader, path: string, name: string): Promise<SnapshotMeta> {
    const { clusterId, meta } = await reader.header();
    if (clusterId !== this.#context.clusterId)
      throw new StorageError(
        'wrong_cluster',
        `${path} belongs to cluster ${JSON.stringify(clusterId)}, expected ${JSON.stringify(this.#context.clusterId)}`,
        { path },
      );
    if (snapshotName(meta) !== name) throw corruptSnapshot(path, `it was written as ${snapshotName(meta)}`);
    return meta;
  }

  async #openStored(path: string, meta: SnapshotMeta): Promise<FileHandle> {
    try {
      return await this.#context.fileSystem.open(path, 'read');
    } catch (cause) {
      if (errno(cause) !== 'ENOENT') throw ioError('open', path, cause);
      throw notFound(meta, path, cause);
    }
  }

  /** Oldest first. */
  async #names(): Promise<readonly string[]> {
    return (await this.#list()).map((entry) => entry.name).filter(isSnapshotName);
  }

  #list(): ReturnType<FileSystem['list']> {
    const { fileSystem, directory } = this.#context;
    return attempt('list', directory, () => fileSystem.list(directory));
  }

  async #syncDirectory(): Promise<void> {
    const { fileSystem, directory } = this.#context;
    await attempt('sync the directory', directory, () => fileSystem.syncDirectory(directory));
  }

  async #attempt<Value>(action: string, path: string, call: () => Promise<Value>): Promise<Value> {
    try {
      return await attempt(action, path, call);
    } catch (error) {
      throw this.#retryable(error);
    }
  }

  /** Nothing depends on a snapshot that was not finished: where space was short, a later attempt may succeed. */
  #retryable(error: unknown): unknown {
    if (!(error instanceof StorageError) || error.code !== 'disk_full') return error;
    const { code, message, path, cause } = error;
    return new StorageError(code, message, { path, cause, retryable: true });
  }
}

function isDamage(error: unknown): error is StorageError {
  return error instanceof StorageError && (error.code === 'corrupt_snapshot' || isUnreadable(error));
}

function notFound(meta: SnapshotMeta, path: string, cause?: unknown): StorageError {
  const message = `no snapshot ${meta.id} at index ${meta.index} of term ${meta.term} is stored`;
  return new StorageError('snapshot_not_found', message, { path, cause });
}

function wrongOffset(offset: number, expected: string, path: string): StorageError {
  const message = `cannot read ${path} from byte ${offset} on: expected ${expected}`;
  return new StorageError('invalid_argument', message, { path });
}
