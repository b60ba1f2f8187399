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
  /** States that may follow a state at any point, by themselves, any number of times. */
  readonly leaps?: (state: S) => Iterable<S>;
}

export function problemOf<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
): Problem<S, I, O> {
  const byCall = [...operations].sort((a, b) => a.call - b.call);
  return {
    model,
    completed: byCall.filter((operation) => !isOptional(operation)),
    // An optional operation that changes nothing can as well not have happened.
    optional: byCall.filter(
      (operation) => isOptional(operation) && model.hints?.readOnly?.(operation.input, undefined) !== true,
    ),
  };
}
