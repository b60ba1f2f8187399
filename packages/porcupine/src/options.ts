import { ArgumentError } from './errors.ts';
import type { Operation } from './operation.ts';
import type { Progress } from './result.ts';

export interface CheckOptions<I = unknown, O = unknown> {
  /** Milliseconds after which partitions without a verdict are `unknown`. Default: no limit. */
  readonly timeLimit?: number;
  /**
   * Bytes that the check may hold besides the history and the result, all partitions together. Default: 512 MiB or,
   * if that is more, the 256 bytes for each operation with which every fast path gets by.
   */
  readonly memoryLimit?: number;
  /** Ends the check when it is aborted: partitions without a verdict are `unknown`. */
  readonly signal?: AbortSignal;
  /** Told how far the check is, ten times a second or so, and once at the end. */
  readonly onProgress?: (progress: Progress) => void;
  /** Whether partitions are left alone once one is invalid and all have had a turn. Default: true. */
  readonly stopOnInvalid?: boolean;
  /** Whether to try the fast paths of the model before the search. Default: true. */
  readonly fastPaths?: boolean;
  /** Whether to explain invalid partitions. Default: true. */
  readonly explain?: boolean;
  /** Milliseconds for all explanations together, on top of the time limit. Default: 5,000. */
  readonly explainTimeLimit?: number;
  /** Operations that certainly did not happen. They have no say in the verdict; explanations mention them. */
  readonly failed?: readonly Operation<I, O>[];
  /** The time in milliseconds, from any point on. Default: `performance.now`. */
  readonly now?: () => number;
}

export type Settings<I, O> = Required<Omit<CheckOptions<I, O>, 'signal' | 'onProgress'>> &
  Pick<CheckOptions<I, O>, 'signal' | 'onProgress'>;

const LEAST_MEMORY = 512 * 1024 * 1024;
const MEMORY_PER_OPERATION = 256;

/**
 * @param operations how many there are.
 * @throws {ArgumentError}
 */
export function settle<I, O>(options: CheckOptions<I, O>, operations: number): Settings<I, O> {
  const settings: Settings<I, O> = {
    timeLimit: options.timeLimit ?? Infinity,
    memoryLimit: options.memoryLimit ?? Math.max(LEAST_MEMORY, operations * MEMORY_PER_OPERATION),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    stopOnInvalid: options.stopOnInvalid ?? true,
    fastPaths: options.fastPaths ?? true,
    explain: options.explain ?? true,
    explainTimeLimit: options.explainTimeLimit ?? 5_000,
    failed: options.failed ?? [],
    now: options.now ?? (() => performance.now()),
  };
  for (const name of ['timeLimit', 'memoryLimit', 'explainTimeLimit'] as const) {
    if (!(settings[name] >= 0))
      throw new ArgumentError(`expected ${name} to be 0 or more, found ${settings[name]}`);
  }
  return settings;
}

/** @throws {ArgumentError} */
export function validateOperations(operations: readonly Operation<unknown, unknown>[]): void {
  let last = -Infinity;
  let increasing = true;
  for (const { id, call, return: end } of operations) {
    if (!Number.isInteger(id)) throw new ArgumentError(`expected unique integers as ids, found ${id}`);
    increasing &&= id > last;
    last = id;
    if (!Number.isFinite(call) || !(call <= end)) {
      throw new ArgumentError(`expected operation ${id} to return after its call at ${call}, found ${end}`);
    }
  }
  if (!increasing) refuseRepeatedIds(operations);
}

function refuseRepeatedIds(operations: readonly Operation<unknown, unknown>[]): void {
  const ids = Float64Array.from(operations, ({ id }) => id).sort();
  const repeated = ids.find((id, i) => id === ids[i - 1]);
  if (repeated !== undefined)
    throw new ArgumentError(`expected unique integers as ids, found ${repeated} twice`);
}
