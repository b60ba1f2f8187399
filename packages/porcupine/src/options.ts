import { ArgumentError } from './errors.ts';
import type { Operation } from './operation.ts';

export interface CheckOptions<I = unknown, O = unknown> {
  /** Milliseconds after which partitions without a verdict are `unknown`. Default: no limit. */
  readonly timeLimit?: number;
  /** Bytes that the search may hold, all partitions together. Default: 512 MiB. */
  readonly memoryLimit?: number;
  /** Whether partitions are left alone once one is invalid and all have had a turn. Default: true. */
  readonly stopOnInvalid?: boolean;
  /** Whether to explain invalid partitions. Default: true. */
  readonly explain?: boolean;
  /** Milliseconds for all explanations together, on top of the time limit. Default: 5,000. */
  readonly explainTimeLimit?: number;
  /** Operations that certainly did not happen. They have no say in the verdict; explanations mention them. */
  readonly failed?: readonly Operation<I, O>[];
  /** The time in milliseconds, from any point on. Default: `performance.now`. */
  readonly now?: () => number;
}

export type Settings<I, O> = Required<CheckOptions<I, O>>;

/** @throws {ArgumentError} */
export function settle<I, O>(options: CheckOptions<I, O>): Settings<I, O> {
  const settings: Settings<I, O> = {
    timeLimit: options.timeLimit ?? Infinity,
    memoryLimit: options.memoryLimit ?? 512 * 1024 * 1024,
    stopOnInvalid: options.stopOnInvalid ?? true,
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
  const ids = new Set<number>();
  for (const { id, call, return: end } of operations) {
    if (!Number.isInteger(id) || ids.has(id))
      throw new ArgumentError(`expected unique integers as ids, found ${id}`);
    ids.add(id);
    if (!Number.isFinite(call) || !(call <= end)) {
      throw new ArgumentError(`expected operation ${id} to return after its call at ${call}, found ${end}`);
    }
  }
}
