import { inCallOrder } from '../fast/sort.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import type { Model } from '../model.ts';

/** What one search decides: whether these operations have an order that the model allows. */
export interface Problem<S, I, O> {
  readonly model: Model<S, I, O>;
  /** Must be ordered. In order of their calls. */
  readonly completed: readonly Operation<I, O>[];
  /** May be ordered. In order of their calls. */
  readonly optional: readonly Operation<I, O>[];
  /** Applied to every state before it is looked at. */
  readonly collapse?: (state: S) => S;
  /** Ways for the state to change by itself, any number of times. */
  readonly leaps?: Leaps<S>;
}

export interface Leaps<S> {
  /** Whether `from` looks at the time. If so, even read-only operations tell how late it is. */
  readonly timed: boolean;
  /** The states that may follow at a point that lies, as far as is known, between these times. */
  from(state: S, earliest: number, latest: number): Iterable<S>;
}

export function problemOf<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
): Problem<S, I, O> {
  const completed: Operation<I, O>[] = [];
  const optional: Operation<I, O>[] = [];
  for (const operation of inCallOrder(operations)) {
    if (!isOptional(operation)) completed.push(operation);
    // An optional operation that changes nothing can as well not have happened.
    else if (model.hints?.readOnly?.(operation.input, undefined) !== true) optional.push(operation);
  }
  return { model, completed, optional };
}
