import type { Partition } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { CheckOptions } from '../options.ts';
import type { CheckStats, PartitionResult, Progress } from '../result.ts';
import type { PortableReference } from './import-model.ts';

/** The part of a check that one thread does. */
export interface Job {
  readonly reference: PortableReference;
  readonly partitions: readonly Partition<unknown, unknown>[];
  readonly options: Omit<CheckOptions, 'signal' | 'onProgress' | 'now' | 'timeLimit'>;
  /** Milliseconds since 1970: threads have clocks with beginnings of their own. */
  readonly deadline: number;
  readonly flags: Flags;
}

/** Told to all threads at once. Each is 0 until it comes true. */
export type Flags = Int32Array;
/** The check was aborted. */
export const ABORTED = 0;
/** Some thread has found a partition invalid. */
export const INVALID = 1;

export function createFlags(): Flags {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** What a thread found about a partition; whoever gave it the operations has them already. */
export type Finding = Omit<PartitionResult<unknown, unknown>, 'operations'>;

/** What a thread has to say. */
export type Answer =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'done'; readonly findings: readonly Finding[]; readonly stats: CheckStats }
  | {
      /** A function of the model threw. */
      readonly type: 'model error';
      readonly message: string;
      readonly cause: unknown;
      readonly operation: Operation<unknown, unknown> | undefined;
    };

/** The time, the same in all threads. */
export function commonTime(): number {
  return performance.timeOrigin + performance.now();
}
