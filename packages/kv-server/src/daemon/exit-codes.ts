import { RaftError } from '@seaworthy/core';
import { StorageError, type StorageErrorCode } from '@seaworthy/storage-fs';
import { TransportError } from '@seaworthy/transport-ws';

import { SnapshotError } from '../state/snapshot-records.ts';

/** Why the daemon ended, in the numbers of sysexits(3) as far as they fit. */
export const EXIT = {
  ok: 0,
  /** The configuration is wrong. */
  configuration: 64,
  /** The data is corrupt, or belongs to another node, cluster or release. */
  data: 65,
  /** An address is in use or not to be had. */
  address: 69,
  /** A mistake in this program. */
  internal: 70,
  /** The data directory cannot be written to, or another process holds it. */
  directory: 73,
  /** The disk failed. What was not synced is not acknowledged; the process does not carry on. */
  disk: 74,
} as const;

const STORAGE: Readonly<Record<StorageErrorCode, number>> = {
  invalid_argument: EXIT.configuration,
  locked: EXIT.directory,
  not_a_directory: EXIT.directory,
  not_writable: EXIT.directory,
  foreign_files: EXIT.data,
  wrong_cluster: EXIT.data,
  wrong_node: EXIT.data,
  unknown_format: EXIT.data,
  corrupt_identity: EXIT.data,
  corrupt_log: EXIT.data,
  corrupt_snapshot: EXIT.data,
  snapshot_not_found: EXIT.data,
  disk_full: EXIT.disk,
  sync_failed: EXIT.disk,
  io_failed: EXIT.disk,
  superseded: EXIT.internal,
  closed: EXIT.internal,
};

const ADDRESS_ERRORS: ReadonlySet<unknown> = new Set([
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'EACCES',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** The exit code that goes with an error, or with the cause of it. */
export function exitCodeOf(error: unknown): number {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = knownCode(cause);
    if (code !== null) return code;
  }
  return EXIT.internal;
}

function knownCode(error: Error): number | null {
  if (error instanceof StorageError) return STORAGE[error.code];
  if (error instanceof SnapshotError) return EXIT.data;
  if (error instanceof RaftError && error.code === 'corrupt_state') return EXIT.data;
  if (error instanceof RaftError && error.code === 'invalid_argument') return EXIT.configuration;
  if (error instanceof TransportError && error.code === 'listen_failed') return EXIT.address;
  if (error instanceof TransportError && error.code === 'invalid_argument') return EXIT.configuration;
  if ('syscall' in error && 'code' in error && ADDRESS_ERRORS.has(error.code)) return EXIT.address;
  return null;
}
