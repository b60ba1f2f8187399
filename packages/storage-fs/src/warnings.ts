/**
 * Something an operator should know about although the store goes on.
 *
 * - `torn_tail`: the log ended in records that were being written when the process or the machine stopped. None of
 *   them was acknowledged; they were erased.
 * - `stale_file_removed`: a temporary file was left behind by an earlier process.
 * - `unexpected_file`: a file this package did not write lies among its files; it is left alone.
 * - `space_low`: there was no space to prepare the next segment of the log; it is tried again when it is needed.
 * - `log_damaged`, `snapshot_damaged`: what is stored is not what was written; the node goes on without it, and must get
 *   it from its peers.
 * - `set_aside`: a damaged file, or one that followed it, was renamed, and is kept until the next one is.
 * - `weak_lock`: the file system's own locks cannot be had here, so a lock file with a process id stands in for them.
 */
export interface StorageWarning {
  readonly code:
    | 'torn_tail'
    | 'stale_file_removed'
    | 'unexpected_file'
    | 'space_low'
    | 'log_damaged'
    | 'snapshot_damaged'
    | 'set_aside'
    | 'weak_lock';
  /** A sentence for people. */
  readonly message: string;
  readonly path: string;
}

/** Is told of every {@link StorageWarning}. */
export type WarningListener = (warning: StorageWarning) => void;
