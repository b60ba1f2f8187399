import type { Explanation } from './explain/explanation.ts';
import type { Method } from './fast/fast-path.ts';
import type { PartitionKey } from './model.ts';
import type { Operation } from './operation.ts';

export type Verdict = 'valid' | 'invalid' | 'unknown';

/**
 * Why there is no verdict: a limit was reached, the check was aborted, or it stopped because another partition
 * had been found invalid already.
 */
export type UnknownReason = 'time' | 'memory' | 'aborted' | 'stopped';

/** An order of some operations that respects time and the model. */
export interface PartialLinearization {
  /** Ids, in the order in which the operations take effect. */
  readonly order: readonly number[];
  /** The state it ends in, in words. */
  readonly state: string;
  /**
   * Ids of the completed operations that time allows to come next, and the model does not. None if there was not
   * enough time to go on as far as that.
   */
  readonly blocked: readonly number[];
}

export interface PartitionResult<I, O> {
  readonly key: PartitionKey;
  readonly verdict: Verdict;
  /** With the verdict `unknown`. */
  readonly reason?: UnknownReason;
  /** How the verdict was come by, or was sought. */
  readonly method: Method;
  readonly operations: readonly Operation<I, O>[];
  /** With the verdict `valid`: ids in the order found. Optional operations that are not in it did not happen. */
  readonly linearization?: readonly number[];
  /**
   * With the other verdicts: the longest order that the search came by. A fast path comes by none; it is made for
   * the explanation then.
   */
  readonly longestPartial?: PartialLinearization;
  /** With the verdict `invalid`, unless it was not asked for. */
  readonly explanation?: Explanation;
}

/** How far a check is. */
export interface Progress {
  readonly partitions: number;
  /** How many of them are done, with a verdict or without. */
  readonly done: number;
  readonly operations: number;
  /** How many of them are in partitions that are done. */
  readonly operationsDone: number;
  /** How many partitions were found invalid. */
  readonly invalid: number;
  /** Steps of the search so far. */
  readonly steps: number;
  /** Bytes that the search holds, as it accounts for them. */
  readonly bytes: number;
  /** Milliseconds since the start. */
  readonly elapsed: number;
}

export interface CheckStats {
  readonly operations: number;
  /** How many of them are optional. */
  readonly optional: number;
  /** Steps of the search, explanations not counted. */
  readonly steps: number;
  /** Configurations remembered, over all partitions. */
  readonly configurations: number;
  /** Most bytes held by the search at once, as it accounts for them. */
  readonly peakBytes: number;
  /** Milliseconds, explanations included. */
  readonly elapsed: number;
}

export interface CheckResult<I, O> {
  readonly verdict: Verdict;
  /** With the verdict `unknown`. */
  readonly reason?: UnknownReason;
  readonly partitions: readonly PartitionResult<I, O>[];
  readonly stats: CheckStats;
}
