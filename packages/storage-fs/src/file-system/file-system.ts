/** What stands under a path. */
export type FileKind = 'file' | 'directory' | 'other';

/** One name in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/**
 * How a file is opened: `read` and `write` expect it to exist, `write` allows reading too, and `create` makes it,
 * fails with `EEXIST` where it exists already, and allows both. `synced` is `write` for who makes each write durable:
 * a system may do that within the write, so that the {@link FileHandle.datasync} behind it costs nothing.
 */
export type OpenMode = 'read' | 'write' | 'create' | 'synced';

/** An open file. Reads and writes say where; there is no cursor. */
export interface FileHandle {
  /** Bytes. */
  size(): Promise<number>;
  /** Fills `target` from `position`; resolves with the bytes read, fewer than asked for only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** Writes all of `buffers`, one after the other, from `position`. The bytes must not change until it settles. */
  write(buffers: readonly Uint8Array[], position: number): Promise<void>;
  /** Makes the contents and the size durable; the file's name needs {@link FileSystem.syncDirectory}. */
  datasync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** A lock that lasts until it is released or its process ends, however it ends. */
export interface FileLock {
  /** Set where the lock rests on a process id, because the system offers nothing better. */
  readonly weak: boolean;
  release(): Promise<void>;
}

/** The lock is held. Its `code` is `ELOCKED`. */
export class LockHeldError extends Error {
  override readonly name = 'LockHeldError';
  readonly code = 'ELOCKED';
  /** The process that holds the lock, where known. */
  readonly pid: number | null;

  constructor(path: string, pid: number | null) {
    super(`${path} is locked by ${pid === null ? 'another process' : `process ${pid}`}`);
    this.pid = pid;
  }
}

/**
 * The disk. Every path is absolute. A call rejects with an Error whose `code` is the POSIX name of the failure
 * (`ENOENT`, `ENOSPC`, `EIO`, …). Nothing is durable before it was synced: contents by {@link FileHandle.datasync},
 * names by {@link syncDirectory}.
 */
export interface FileSystem {
  open(path: string, mode: OpenMode): Promise<FileHandle>;
  /** What stands under `path`, or null. */
  kind(path: string): Promise<FileKind | null>;
  /** The names in a directory, sorted. */
  list(path: string): Promise<readonly DirectoryEntry[]>;
  /** Makes one directory in an existing one. */
  makeDirectory(path: string): Promise<void>;
  /** Puts `from` in the place of `to`, atomically; both lie in the same directory. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file. */
  remove(path: string): Promise<void>;
  /** Makes the names in a directory durable. */
  syncDirectory(path: string): Promise<void>;
  /** Takes the lock that the file `path` stands for, creating the file; rejects with {@link LockHeldError}. */
  lock(path: string): Promise<FileLock>;
}
