import type { Operation } from '../operation.ts';

/** How a partition was decided: by the search, or by the fast path of that name. */
export type Method = 'search' | 'unique-writes' | 'counter' | 'set' | 'queue' | 'mutex' | 'list-append';

/** What a fast path found. */
export type FastOutcome<I, O> =
  | {
      readonly verdict: 'valid';
      /** Ids of all completed operations, and of the optional ones that took effect, in an order that works. */
      readonly order: readonly number[];
    }
  | {
      readonly verdict: 'invalid';
      /**
       * Operations that cannot be ordered, whatever the other ones of the partition do: by themselves, or, if
       * `isCore`, because the others cannot be what they need.
       */
      readonly witness: readonly Operation<I, O>[];
      /** The witness is as small as can be: with any one of them free to happen at any time, the rest has an order. */
      readonly isCore?: true;
    };

/**
 * Decides histories of a certain kind in near-linear time, from what is known about the model. An answer is
 * final: each path is sound and complete for the histories that it takes.
 */
export interface FastPath<I, O> {
  readonly method: Exclude<Method, 'search'>;
  /** How many bytes it may need for each operation, the result not counted. */
  readonly bytesPerOperation: number;
  /**
   * Yields every now and then, for limits to be looked at.
   *
   * @returns `undefined` when the history is not of that kind; the search decides it then.
   */
  decide(operations: readonly Operation<I, O>[]): Generator<void, FastOutcome<I, O> | undefined>;
}

/** So many operations are looked at between two yields: a few milliseconds. */
export const STRIDE = 1 << 16;

/**
 * Goes through a list in strides.
 *
 * @param act looks at positions from one up to, not including, another; what it answers, if anything, ends the walk.
 */
export function* inStrides<T>(
  length: number,
  act: (from: number, to: number) => T | undefined,
): Generator<void, T | undefined> {
  for (let from = 0; from < length; from += STRIDE) {
    if (from > 0) yield;
    const found = act(from, Math.min(from + STRIDE, length));
    if (found !== undefined) return found;
  }
  return undefined;
}
