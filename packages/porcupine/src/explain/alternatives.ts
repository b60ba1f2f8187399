import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import { problemOf } from '../search/problem.ts';
import type { Explanation } from './explanation.ts';
import type { Ordered } from './order.ts';
import { tryOrder } from './trial.ts';
import type { TrialLimits } from './trial.ts';
import { truncate } from './truncate.ts';

/** So many operations of one violation are asked about. */
const MOST = 12;
/** What one search may cost. */
const STEPS = 2_000_000;

/** An order that works when one operation is taken for one of unknown outcome. */
export interface Alternative<I, O> extends Ordered<I, O> {
  /** The id of that operation. */
  readonly without: number;
}

/** Orders of all that had been called when the history became impossible, each without one of those to blame. */
export function findAlternatives<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  explanation: Explanation,
  limits: TrialLimits,
): Alternative<I, O>[] {
  const culprit = operations.find(({ id }) => id === explanation.culprit);
  if (culprit === undefined) return [];
  const beginning = truncate(model, operations, culprit.return);
  return explanation.operations.slice(-MOST).flatMap((without) => {
    const rest = beginning.map((operation) =>
      operation.id === without ? { ...operation, output: undefined, return: Infinity } : operation,
    );
    const { verdict, order } = tryOrder(problemOf(model, rest), STEPS, limits);
    return verdict === 'valid' ? [{ without, operations: rest, order }] : [];
  });
}
