import type { PartitionKey } from './model.ts';
import type { Operation } from './operation.ts';

export type Verdict = 'valid' | 'invalid' | 'unknown';

/** Why there is no verdict: a limit was reached, or another partition had been found invalid already. */
export type UnknownReason = 'time' | 'memory' | 'stopped';

/** An order of some operations that respects time and the model. */
export interface PartialLinearization {
  /** Ids, in the order in which the operations take effect. */
  readonly order: readonly number[];
  /** The state it ends in, in words. */
  readonly state: string;
  /** Ids of the completed operations that time allows to come next, and the model does not. */
  readonly blocked: readonly number[];
}

/** The operations that cannot be ordered. */
export interface Explanation {
  /** `stale-read`, `lost-update`, …; `unorderable` when it has no name. */
  readonly kind: string;
  /** What is wrong, in plain words that name the operations. */
  readonly sentence: string;
  /**
   * Ids, in order of the calls. These operations cannot be ordered even if every other one is set free: reads
   * forgotten, and all that write taking effect while they were open, repeatedly, or not at all.
   */
  readonly operations: readonly number[];
  /** The operation whose completion made the history impossible. */
  readonly culprit: number;
  /** Whether setting any one of them free was shown to make an order possible. */
  readonly minimal: boolean;
  /** Whether the operations cannot be ordered even if the others take effect *at any time*. */
  readonly selfContained: boolean;
}

export interface PartitionResult<I, O> {
  readonly key: PartitionKey;
  readonly verdict: Verdict;
  /** With the verdict `unknown`. */
  readonly reason?: UnknownReason;
  readonly operations: readonly Operation<I, O>[];
  /** With the verdict `valid`: ids in the order found. Optional operations that are not in it did not happen. */
  readonly linearization?: readonly number[];
  /** With the other verdicts: the longest order that the search came by. */
  readonly longestPartial?: PartialLinearization;
  /** With the verdict `invalid`, unless it was not asked for. */
  readonly explanation?: Explanation;
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
