/**
 * A write-ahead log and a snapshot store for `@seaworthy/core`, on files.
 *
 * @packageDocumentation
 */
export { StorageError, type StorageErrorCode, type StorageErrorOptions } from './errors.ts';
export {
  LockHeldError,
  type DirectoryEntry,
  type FileHandle,
  type FileKind,
  type FileLock,
  type FileSystem,
  type OpenMode,
} from './file-system/file-system.ts';
export { NodeFileSystem } from './file-system/node-file-system.ts';
export { describeInspection } from './inspect/describe-inspection.ts';
export { inspectStorage } from './inspect/inspect-storage.ts';
export type { Inspection, Problem, SegmentInspection, SnapshotInspection } from './inspect/inspection.ts';
export { openStorage, type Storage, type StorageOptions, type SyncMode } from './storage.ts';
export type { StorageWarning, WarningListener } from './warnings.ts';
