/**
 * What can go wrong with a run.
 *
 * - `bad_arguments`: a flag, an experiment file or an option is not what it must be.
 * - `unreadable_file`: a file that was named cannot be read.
 * - `bad_history`: a history does not have the form it must have; see {@link HistoryFormatError}.
 * - `bad_run_folder`: a folder is not one that a run has left behind.
 * - `no_leader`: the cluster came up, but nobody led it within the time allowed.
 * - `interrupted`: somebody asked for an end.
 * - `environment_unavailable`: there is no such place to run a cluster here, such as no Docker engine that answers.
 * - `environment_failed`: the place would not do what it was asked to: a process did not start, a container did not stop.
 * - `fault_unsupported`: this fault cannot be injected here.
 */
export type ChaosErrorCode =
  | 'bad_arguments'
  | 'unreadable_file'
  | 'bad_history'
  | 'bad_run_folder'
  | 'no_leader'
  | 'interrupted'
  | 'environment_unavailable'
  | 'environment_failed'
  | 'fault_unsupported';

const RETRYABLE: ReadonlySet<ChaosErrorCode> = new Set<ChaosErrorCode>(['no_leader']);

/** The error class of `@seaworthy/chaos`; match on `code`. */
export class ChaosError extends Error {
  override readonly name: string = 'ChaosError';
  readonly code: ChaosErrorCode;
  /** Whether the same call may succeed if it is made again. */
  readonly retryable: boolean;

  constructor(code: ChaosErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = RETRYABLE.has(code);
  }
}

/** A history that cannot be read, and the line (from 1) where that became clear. */
export class HistoryFormatError extends ChaosError {
  override readonly name = 'HistoryFormatError';
  readonly line: number;
  /** What would have been right, in words. */
  readonly expected: string;

  constructor(line: number, expected: string, found: string, options: { cause?: unknown } = {}) {
    super('bad_history', `line ${line}: expected ${expected}, found ${found}`, options);
    this.line = line;
    this.expected = expected;
  }
}

/** The words of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.message !== '' ? thrown.message : String(thrown);
}
