import type { Entry } from '../raft/types.ts';

/**
 * What the log is for: the same entries in the same order give the same state and the same results on every node.
 * `Result` is whatever applying one command answers.
 */
export interface StateMachine<Result> {
  /** Applies committed commands in order and returns one result for each. Must not fail: refusing is a result. */
  apply(commands: readonly Entry[]): readonly Result[];
  /** Captures the state as it is now; the bytes are read later, while `apply` goes on. */
  snapshot(): AsyncIterable<Uint8Array>;
  /** Replaces the state by the one that `chunks` was captured from. */
  restore(chunks: AsyncIterable<Uint8Array>): Promise<void>;
}
