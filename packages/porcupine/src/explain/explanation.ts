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
  /** The longest beginning of the partition that is linearizable, unless there was no time to find it. */
  readonly prefix?: LinearizablePrefix;
}

/** A beginning of a history, and an order that works for it. */
export interface LinearizablePrefix {
  /**
   * The id of the operation whose return is the first event not in it. What had not returned by then counts as
   * an operation of unknown outcome, what was called later is not in it.
   */
  readonly before: number;
  /** How many operations had returned by then. */
  readonly completed: number;
  /** Ids, in the order in which the operations take effect. */
  readonly order: readonly number[];
  /** The state it ends in, in words. */
  readonly state: string;
}
