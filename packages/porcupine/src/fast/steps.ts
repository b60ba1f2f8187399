import type { Operation } from '../operation.ts';

export interface StepOrder<T> {
  /** Ids, step by step. */
  readonly order: number[];
  /** If time does not allow that: an operation, and one of a later step that returned before it was called. */
  readonly overtaking: readonly [T, T] | undefined;
}

/** Takes operations step by step: those of one step, in order of their calls, before those of the next. */
export function orderSteps<T extends Operation<unknown, unknown>>(
  steps: Iterable<readonly T[]>,
): StepOrder<T> {
  const order: number[] = [];
  let latest: T | undefined;
  for (const step of steps) {
    const before = latest;
    for (const operation of step) {
      if (before !== undefined && operation.return < before.call) {
        return { order, overtaking: [before, operation] };
      }
      if (latest === undefined || operation.call > latest.call) latest = operation;
      order.push(operation.id);
    }
  }
  return { order, overtaking: undefined };
}
