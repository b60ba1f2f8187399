/**
 * What went wrong in the storage.
 *
 * - `invalid_argument`: the call itself is wrong.
 * - `locked`: another process, or another call in this process, holds the data directory.
 * - `not_a_directory`: the data directory's path leads to something else.
 * - `not_writable`: this process may not write to the data directory.
 * - `foreign_files`: a directory without an identity holds files that this package did not write.
 * - `wrong_cluster`, `wrong_node`: the directory belongs to another cluster or to another node.
 * - `unknown_format`: the directory, a segment or a snapshot was written by a newer version.
 * - `corrupt_identity`, `corrupt_log`, `corrupt_snapshot`: what is stored is not what was written.
 * - `snapshot_not_found`: no such snapshot is stored.
 * - `disk_full`: no space, or no quota, was left.
 * - `sync_failed`: the disk refused to make something durable; what became of it is unknown.
 * - `io_failed`: any other failure of the file system.
 * - `superseded`: the reception of a snapshot gave way to a later one.
 * - `closed`: the store was closed.
 */
export type StorageErrorCode =
  | 'invalid_argument'
  | 'locked'
  | 'not_a_directory'
  | 'not_writable'
  | 'foreign_files'
  | 'wrong_cluster'
  | 'wrong_node'
  | 'unknown_format'
  | 'corrupt_identity'
  | 'corrupt_log'
  | 'corrupt_snapshot'
  | 'snapshot_not_found'
  | 'disk_full'
  | 'sync_failed'
  | 'io_failed'
  | 'superseded'
  | 'closed';

/** Further facts about a {@link StorageError}. */
export interface StorageErrorOptions {
  readonly path: string;
  readonly cause?: unknown;
  /** Default: true for `locked`, false otherwise. */
  readonly retryable?: boolean;
}

/** The one error class of `@seaworthy/storage-fs`; match on `code`. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  /** Whether the same call can succeed later, once people or other processes have made way for it. */
  readonly retryable: boolean;
  /** The file or directory that is at fault. */
  readonly path: string;

  constructor(code: StorageErrorCode, message: string, options: StorageErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.path = options.path;
    this.retryable = options.retryable ?? code === 'locked';
  }
}

/** The POSIX name of a file system's error, such as `ENOSPC`; undefined for anything else. */
export function errno(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const NO_SPACE: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const NO_PERMISSION: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Names the failure of one file-system call; a {@link StorageError} passes unchanged. */
export function ioError(action: string, path: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `cannot ${action} ${path}: ${reason}`;
  const code = errno(cause);
  if (action.startsWith('sync')) return new StorageError('sync_failed', message, { path, cause });
  if (NO_SPACE.has(code)) return new StorageError('disk_full', message, { path, cause });
  if (NO_PERMISSION.has(code)) return new StorageError('not_writable', message, { path, cause });
  return new StorageError('io_failed', message, { path, cause });
}

/** Whether the disk could not read what it holds: damage to that, not a failure of the whole disk. */
export function isUnreadable(error: StorageError): boolean {
  return error.code === 'io_failed' && errno(error.cause) === 'EIO';
}

/** Runs one file-system call; its failure comes out as a {@link StorageError} that says what was attempted on what. */
export async function attempt<Value>(
  action: string,
  path: string,
  call: () => Promise<Value>,
): Promise<Value> {
  try {
    return await call();
  } catch (cause) {
    throw ioError(action, path, cause);
  }
}
