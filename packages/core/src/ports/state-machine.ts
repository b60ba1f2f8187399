import type { Entry } from '../raft/types.ts';

/** The bytes of a state: at once, or in parts. */
export type SnapshotBytes = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * What the log is for: the same entries in the same order give the same state and the same results on every node.
 * `Result` is whatever applying one command answers.
 */
export interface StateMachine<Result> {
  /** Applies committed commands in order and returns one result for each. Must not fail: refusing is a result. */
  apply(commands: readonly Entry[]): readonly Result[];
  /**
   * Captures the state as it is at this call; parts are read later, while `apply` goes on. (The body of an `async *`
   * method begins to run only when it is read: what it looks at then has moved on.)
   */
  snapshot(): SnapshotBytes;
  /** Replaces the state by the one that `chunks` was captured from. */
  restore(chunks: AsyncIterable<Uint8Array>): Promise<void>;
}
