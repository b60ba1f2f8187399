import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import { describePartial } from '../search/partial.ts';
import { decide } from './decide.ts';
import type { LinearizablePrefix } from './explanation.ts';
import type { TrialLimits } from './trial.ts';
import { findInvalidBeginning, truncate } from './truncate.ts';

/**
 * The longest beginning of an invalid history that is linearizable. Where the violation that was found is not the
 * first one, it goes back from one violation to the next.
 *
 * @param end a point before which the history is invalid or about to become so.
 * @param steps what one search may cost.
 * @returns `undefined` when the limits do not allow to tell.
 */
export function findPrefix<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  end: number,
  steps: number,
  limits: TrialLimits,
): LinearizablePrefix | undefined {
  for (let last = end; ;) {
    const beginning = beforeReturn(model, operations, last);
    const { verdict, order, witness } = decide(model, beginning, steps, limits);
    if (verdict === 'unknown') return undefined;
    if (verdict === 'valid') return describePrefix(model, operations, beginning, order, last, limits);
    last = witness === undefined ? bisect(model, beginning, steps, limits) : lastReturn(witness);
  }
}

/** Where an invalid history became invalid. */
function bisect<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  steps: number,
  limits: TrialLimits,
): number {
  const isInvalid = (part: readonly Operation<I, O>[]) =>
    decide(model, part, steps, limits).verdict === 'invalid';
  return findInvalidBeginning(model, operations, isInvalid).culprit.return;
}

/** The history as it stood just before the first event at this point. */
export function beforeReturn<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  point: number,
): readonly Operation<I, O>[] {
  let last = -Infinity;
  for (const { return: end } of operations) if (end < point && end > last) last = end;
  return truncate(model, operations, last);
}

function lastReturn(operations: readonly Operation<unknown, unknown>[]): number {
  return operations.reduce(
    (last, { return: end }) => (end === Infinity ? last : Math.max(last, end)),
    -Infinity,
  );
}

function describePrefix<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  beginning: readonly Operation<I, O>[],
  order: readonly number[],
  end: number,
  { now, deadline }: TrialLimits,
): LinearizablePrefix | undefined {
  const { state, order: whole } = describePartial(model, beginning, order, () => now() < deadline);
  if (now() >= deadline) return undefined;
  const completed = beginning.filter((operation) => operation.return !== Infinity).length;
  const next = operations.find((operation) => operation.return === end);
  if (next === undefined) throw new Error('expected an operation to return where the prefix ends');
  return { before: next.id, completed, order: whole, state };
}
