import { dirname } from 'node:path';

import { logIndex, term, type Random } from '@seaworthy/core';

import { attempt, errno, ioError, StorageError } from './errors.ts';
import { LockHeldError, type FileKind, type FileLock, type FileSystem } from './file-system/file-system.ts';
import { syncParent, TEMPORARY } from './file-system/whole-files.ts';
import { assertIdentity, readIdentity, writeIdentity, type StorageIdentity } from './identity.ts';
import { isSnapshotName } from './snapshot/snapshot-format.ts';
import { examineLog, listLogFiles } from './wal/examine.ts';
import { makeBlank } from './wal/segment-allocator.ts';
import { createSegment } from './wal/segment-writer.ts';
import { createWatermark, WATERMARK_NAME } from './wal/watermark.ts';
import type { WarningListener } from './warnings.ts';

/** How a data directory is to be opened. */
export interface DataDirectoryOptions {
  readonly path: string;
  readonly fileSystem: FileSystem;
  readonly identity: StorageIdentity;
  readonly random: Random;
  readonly segmentBytes: number;
  readonly onWarning: WarningListener;
}

const IDENTITY = 'identity';
/** What may lie in a directory that is being made; the last is the file system's own, at the top of a volume. */
const EXPECTED: ReadonlySet<string> = new Set([
  IDENTITY,
  `${IDENTITY}${TEMPORARY}`,
  'lock',
  'wal',
  'snapshots',
  'lost+found',
]);

/** What a directory above may answer that this process may pass through but not read. */
const NOT_OURS: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'EINVAL', 'EROFS']);

/** The directory of one node: whose it is, who uses it, and where things lie in it. */
export class DataDirectory {
  readonly #options: DataDirectoryOptions;
  readonly path: string;
  readonly log: string;
  readonly snapshots: string;

  constructor(options: DataDirectoryOptions) {
    this.#options = options;
    this.path = options.path;
    this.log = `${options.path}/wal`;
    this.snapshots = `${options.path}/snapshots`;
  }

  /** Takes the lock and sees to it that the directory is complete and ours. */
  async open(): Promise<FileLock> {
    const isNew = await this.#ensure(this.path);
    // Looks before it locks: not even a lock file is put into a directory that is not ours.
    if (!isNew) await this.#isOurs();
    const lock = await this.#lock();
    try {
      if (await this.#isOurs()) await this.#checkComplete();
      else await this.#initialise();
      return lock;
    } catch (error) {
      await lock.release().catch(() => undefined);
      throw error;
    }
  }

  /** Makes `path`, and what is missing above it. Returns whether it was missing. */
  async #ensure(path: string): Promise<boolean> {
    const kind = await this.#kind(path);
    if (kind === 'directory') return false;
    if (kind !== null)
      throw new StorageError('not_a_directory', `expected a directory, found a ${kind}: ${path}`, { path });
    const parent = dirname(path);
    if (parent !== path) await this.#ensure(parent);
    try {
      await this.#options.fileSystem.makeDirectory(path);
    } catch (error) {
      // Another process was quicker; the lock will decide between us.
      if (errno(error) === 'EEXIST') return this.#ensure(path);
      // Its parent is there, and yet nothing can be made in it: a file system of the kernel's own.
      if (errno(error) === 'ENOENT')
        throw new StorageError('not_writable', `nothing can be made at ${path}`, { path, cause: error });
      throw ioError('make the directory', path, error);
    }
    await syncParent(this.#options.fileSystem, path);
    return true;
  }

  async #kind(path: string): Promise<FileKind | null> {
    try {
      return await this.#options.fileSystem.kind(path);
    } catch (cause) {
      if (errno(cause) !== 'ENOTDIR') throw ioError('look for', path, cause);
      throw new StorageError('not_a_directory', `a part of ${path} is no directory`, { path, cause });
    }
  }

  /** Whether the directory has our identity; false where it has none and may be made ours. Changes nothing. */
  async #isOurs(): Promise<boolean> {
    const { fileSystem, identity } = this.#options;
    const path = `${this.path}/${IDENTITY}`;
    const found = await readIdentity(fileSystem, path);
    if (found !== null) {
      assertIdentity(found, identity, this.path);
      return true;
    }
    const entries = await attempt('list', this.path, () => fileSystem.list(this.path));
    const foreign = entries.map((entry) => entry.name).filter((name) => !isExpected(name));
    if (foreign.length > 0)
      throw new StorageError(
        'foreign_files',
        `${this.path} holds no data of a node but other files (${foreign.slice(0, 3).join(', ')}); expected an empty directory, or one with a file "${IDENTITY}"`,
        { path: this.path },
      );
    return false;
  }

  async #lock(): Promise<FileLock> {
    const { fileSystem, onWarning } = this.#options;
    const path = `${this.path}/lock`;
    let lock: FileLock;
    try {
      lock = await fileSystem.lock(path);
    } catch (cause) {
      if (!(cause instanceof LockHeldError)) throw ioError('lock', path, cause);
      const holder = cause.pid === null ? 'another process' : `process ${cause.pid}`;
      const message = `${this.path} is in use by ${holder}`;
      throw new StorageError('locked', message, { path: this.path, cause });
    }
    if (lock.weak)
      onWarning({ code: 'weak_lock', message: `${path} is guarded by a process id only; no "flock"`, path });
    return lock;
  }

  async #checkComplete(): Promise<void> {
    if ((await this.#kind(this.log)) !== 'directory')
      throw new StorageError('corrupt_log', `the log is missing: no directory ${this.log}`, {
        path: this.log,
      });
    if ((await this.#kind(this.snapshots)) !== 'directory')
      throw new StorageError(
        'corrupt_snapshot',
        `the snapshots are missing: no directory ${this.snapshots}`,
        { path: this.snapshots },
      );
    const { sequences } = await listLogFiles(this.#options.fileSystem, this.log);
    if (sequences.length === 0)
      throw new StorageError('corrupt_log', `the log is missing: no segment in ${this.log}`, {
        path: this.log,
      });
    await this.#syncNames();
  }

  /** The identity comes last: where it stands, all the rest does, and its absence later is a loss. */
  async #initialise(): Promise<void> {
    const { fileSystem, identity } = this.#options;
    await this.#refuseWithoutIdentity();
    await this.#ensure(this.log);
    await this.#ensure(this.snapshots);
    await this.#syncNames();
    await this.#syncAncestors();
    await this.#ensureFirstSegment();
    await this.#ensureWatermark();
    await writeIdentity(fileSystem, `${this.path}/${IDENTITY}`, identity);
  }

  /**
   * An earlier process may have made the directories above, and died before their names were durable. Those that we may
   * not read were made by somebody else.
   */
  async #syncAncestors(): Promise<void> {
    for (let path = this.path; path !== dirname(path);) {
      path = dirname(path);
      try {
        await this.#options.fileSystem.syncDirectory(path);
      } catch (error) {
        if (!NOT_OURS.has(errno(error))) throw ioError('sync the directory', path, error);
      }
    }
  }

  async #syncNames(): Promise<void> {
    const { fileSystem } = this.#options;
    await attempt('sync the directory', this.path, () => fileSystem.syncDirectory(this.path));
  }

  /** An earlier start may have been cut short; but data that some node wrote later needs an identity. */
  async #refuseWithoutIdentity(): Promise<void> {
    const isUsed = (await this.#hasSnapshots()) || (await this.#logIsUsed());
    if (!isUsed) return;
    const path = `${this.path}/${IDENTITY}`;
    throw new StorageError(
      'corrupt_identity',
      `${path} is missing although a node has stored data beside it`,
      {
        path,
      },
    );
  }

  async #hasSnapshots(): Promise<boolean> {
    if ((await this.#kind(this.snapshots)) === null) return false;
    const { fileSystem } = this.#options;
    const entries = await attempt('list', this.snapshots, () => fileSystem.list(this.snapshots));
    return entries.some((entry) => isSnapshotName(entry.name));
  }

  async #logIsUsed(): Promise<boolean> {
    if ((await this.#kind(this.log)) === null) return false;
    const { fileSystem, identity } = this.#options;
    const files = await listLogFiles(fileSystem, this.log);
    if (files.sequences.length === 0) return false;
    const { replay } = await examineLog(fileSystem, this.log, files, { identity, watermark: null });
    return replay.last.index > 0 || replay.hardState.term > 0;
  }

  async #ensureFirstSegment(): Promise<void> {
    const { fileSystem, identity, random, segmentBytes } = this.#options;
    const files = await listLogFiles(fileSystem, this.log);
    if (files.sequences.length > 0) {
      await attempt('sync the directory', this.log, () => fileSystem.syncDirectory(this.log));
      return;
    }
    for (const path of files.temporary) await attempt('remove', path, () => fileSystem.remove(path));
    const start = { index: logIndex(0), term: term(0) };
    const blank = await makeBlank({ fileSystem, directory: this.log }, segmentBytes);
    const salt = random.uint32();
    const hardState = { term: term(0), votedFor: null };
    const header = { identity, sequence: 1, salt, chain: 0, base: start, last: start, hardState };
    const whole = { resumes: null, lost: null };
    const segment = await createSegment(fileSystem, this.log, blank, { ...header, ...whole });
    await segment.close();
  }

  async #ensureWatermark(): Promise<void> {
    const { fileSystem, identity } = this.#options;
    if ((await this.#kind(`${this.log}/${WATERMARK_NAME}`)) !== null) return;
    const hardState = { term: term(0), votedFor: null };
    await createWatermark(fileSystem, this.log, identity, { sequence: 1, durable: 0, hardState });
  }
}

function isExpected(name: string): boolean {
  return EXPECTED.has(name) || name.startsWith('lock.');
}
