import { resolve } from 'node:path';

import {
  isNodeId,
  systemClock,
  systemRandom,
  type Clock,
  type LogStore,
  type Random,
  type SnapshotStore,
} from '@seaworthy/core';

import { DataDirectory } from './data-directory.ts';
import { StorageError } from './errors.ts';
import type { FileSystem } from './file-system/file-system.ts';
import { NodeFileSystem } from './file-system/node-file-system.ts';
import { UnsyncedFileSystem } from './file-system/unsynced-file-system.ts';
import { isClusterId, MAX_CLUSTER_ID_BYTES } from './identity.ts';
import { FileSnapshotStore } from './snapshot/file-snapshot-store.ts';
import { FileLogStore } from './wal/file-log-store.ts';
import type { WarningListener } from './warnings.ts';

/**
 * What makes a write durable: `group`, one sync for all that wait; `each`, one for every call; `none`, nothing, for
 * data that may be lost, and to see what durability costs.
 */
export type SyncMode = 'group' | 'each' | 'none';

const SYNC_MODES: readonly SyncMode[] = ['group', 'each', 'none'];

/** How {@link openStorage} opens a data directory. */
export interface StorageOptions {
  /** Made where it is missing. It belongs to one node alone. */
  readonly directory: string;
  /** 1 to 128 bytes of visible text. A directory of another cluster is refused. */
  readonly clusterId: string;
  /** As `isNodeId` of `@seaworthy/core` allows. A directory of another node is refused. */
  readonly nodeId: string;
  /** Default: the files of this machine. */
  readonly fileSystem?: FileSystem;
  /** Default: the random source of this machine. */
  readonly random?: Random;
  /** The size of a new segment of the log, in bytes, from 4 KiB to 1 GiB. Default 16 MiB. */
  readonly segmentBytes?: number;
  /**
   * So many bytes of segments are kept ready, full of zeros, before they are needed; 0 for none. Their making is what
   * shows early that the disk is full. Default: one segment.
   */
  readonly preallocateBytes?: number;
  /** Default: the clock of this machine. Tells when to ask a full disk for space again. */
  readonly clock?: Clock;
  /** Default `group`. With `none`, a power cut may lose and damage anything. */
  readonly sync?: SyncMode;
  /**
   * Whether a log or a snapshot that is damaged is gone on with, without what was damaged: only for a node that has
   * peers to get it from, and that heeds {@link StoredLog.lost}. Default: false, such
   * a directory is refused.
   */
  readonly repair?: boolean;
  /** Is told what an operator should know. Default: nobody is. */
  readonly onWarning?: WarningListener;
}

/** An open data directory. */
export interface Storage extends AsyncDisposable {
  readonly logStore: LogStore;
  readonly snapshotStore: SnapshotStore;
  /**
   * Whether the disk had no space for the next segment of the log. The log goes on as far as there is room in what it has,
   * which is what votes and the entries on their way are for; then its calls wait. Whoever proposes should wait before
   * that. Space is asked for again every second, and whenever a segment was removed.
   */
  isSpaceLow(): boolean;
  /**
   * Reads everything again that is stored, while the store goes on, and yields what is not what was written: for a look
   * in the background now and then. A snapshot that is found damaged is set aside with `repair`; a new snapshot of the state,
   * which the node has in memory, takes the place of a damaged part of the log.
   */
  scrub(): AsyncIterable<StorageError>;
  /** Closes the log and gives up the lock, in this order and in any case. Safe to call twice. */
  close(): Promise<void>;
}

const KIB = 1024;
const DEFAULT_SEGMENT_BYTES = 16 * KIB * KIB;
const MIN_SEGMENT_BYTES = 4 * KIB;
const MAX_SEGMENT_BYTES = KIB * KIB * KIB;

/**
 * Opens a node's data directory, or makes a new one. Fails with a {@link StorageError} of code `invalid_argument`,
 * `locked`, `not_a_directory`, `not_writable`, `foreign_files`, `wrong_cluster`, `wrong_node`, `unknown_format`,
 * `corrupt_identity`, `corrupt_log` (the log is missing), `corrupt_snapshot` (the snapshots are missing), `disk_full`,
 * `sync_failed` or `io_failed`. The log itself is read, verified and repaired by `logStore.load()`.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  checkOptions(options);
  const { clusterId, nodeId, segmentBytes = DEFAULT_SEGMENT_BYTES, random = systemRandom } = options;
  const { repair = false, sync = 'group' } = options;
  const onWarning = options.onWarning ?? ((): void => undefined);
  const disk = options.fileSystem ?? new NodeFileSystem();
  const fileSystem = sync === 'none' ? new UnsyncedFileSystem(disk) : disk;
  const identity = { clusterId, nodeId };
  const data = new DataDirectory({
    path: resolve(options.directory),
    fileSystem,
    identity,
    random,
    segmentBytes,
    onWarning,
  });
  const lock = await data.open();
  try {
    const snapshotStore = new FileSnapshotStore({
      fileSystem,
      directory: data.snapshots,
      clusterId,
      onWarning,
      repair,
    });
    await snapshotStore.recover();
    const logStore = new FileLogStore({
      fileSystem,
      directory: data.log,
      identity,
      random,
      segmentBytes,
      segmentsAhead: Math.ceil((options.preallocateBytes ?? segmentBytes) / segmentBytes),
      clock: options.clock ?? systemClock,
      syncEach: sync === 'each',
      onWarning,
      repair: repair ? { newestSnapshot: () => snapshotStore.newestIndex() } : null,
    });
    return storageOf(logStore, snapshotStore, () => lock.release());
  } catch (error) {
    await lock.release().catch(() => undefined);
    throw error;
  }
}

function storageOf(
  logStore: FileLogStore,
  snapshotStore: FileSnapshotStore,
  release: () => Promise<void>,
): Storage {
  let closing: Promise<void> | null = null;
  const closeAll = async (): Promise<void> => {
    try {
      await logStore.close();
    } finally {
      await release();
    }
  };
  const close = (): Promise<void> => (closing ??= closeAll());
  async function* scrub(): AsyncGenerator<StorageError, void, undefined> {
    yield* logStore.scrub();
    yield* snapshotStore.scrub();
  }
  const isSpaceLow = (): boolean => logStore.isSpaceLow();
  return { logStore, snapshotStore, isSpaceLow, scrub, close, [Symbol.asyncDispose]: close };
}

function checkOptions(options: StorageOptions): void {
  const { directory, clusterId, nodeId, segmentBytes = DEFAULT_SEGMENT_BYTES, sync = 'group' } = options;
  const { preallocateBytes = segmentBytes } = options;
  const refuse = (expected: string): never => {
    throw new StorageError('invalid_argument', `expected ${expected}`, { path: String(directory) });
  };
  if (typeof directory !== 'string' || directory === '' || directory.includes('\0'))
    refuse('a directory: a path that is not empty');
  if (typeof clusterId !== 'string' || !isClusterId(clusterId))
    refuse(
      `a cluster id of 1 to ${MAX_CLUSTER_ID_BYTES} bytes of visible text, got ${JSON.stringify(clusterId)}`,
    );
  if (typeof nodeId !== 'string' || !isNodeId(nodeId))
    refuse(
      `a node id of 1 to 63 letters, digits, dots, underscores and hyphens, a letter or digit first, got ${JSON.stringify(nodeId)}`,
    );
  if (
    !Number.isSafeInteger(segmentBytes) ||
    segmentBytes < MIN_SEGMENT_BYTES ||
    segmentBytes > MAX_SEGMENT_BYTES
  )
    refuse(`segmentBytes from ${MIN_SEGMENT_BYTES} to ${MAX_SEGMENT_BYTES}, got ${segmentBytes}`);
  if (!Number.isSafeInteger(preallocateBytes) || preallocateBytes < 0 || preallocateBytes > MAX_SEGMENT_BYTES)
    refuse(`preallocateBytes from 0 to ${MAX_SEGMENT_BYTES}, got ${preallocateBytes}`);
  if (!SYNC_MODES.includes(sync))
    refuse(`sync to be one of ${SYNC_MODES.join(', ')}, got ${JSON.stringify(sync)}`);
}
