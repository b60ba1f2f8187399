import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';

/**
 * The history as it stood at a time: what was called later is missing, what returned later is optional. What
 * returned later and turned out to be read-only is missing, too.
 */
export function truncate<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  time: number,
): Operation<I, O>[] {
  const isReadOnly = ({ input, output }: Operation<I, O>) => model.hints?.readOnly?.(input, output) === true;
  return operations
    .filter((operation) => operation.call <= time && (operation.return <= time || !isReadOnly(operation)))
    .map((operation) =>
      operation.return <= time ? operation : { ...operation, output: undefined, return: Infinity },
    );
}

/**
 * The shortest beginning of an invalid history that is invalid already, by bisection: a beginning of a
 * linearizable history is linearizable (the property is prefix-closed; Herlihy and Wing 1990).
 *
 * @param isInvalid may answer `false` when it does not know; the beginning is then longer than need be.
 */
export function findInvalidBeginning<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  isInvalid: (beginning: readonly Operation<I, O>[]) => boolean,
): { beginning: readonly Operation<I, O>[]; culprit: Operation<I, O> } {
  const returning = operations.filter((operation) => operation.return !== Infinity);
  returning.sort((a, b) => a.return - b.return);
  let low = 0;
  let high = returning.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isInvalid(truncate(model, operations, returning[middle]!.return))) high = middle;
    else low = middle + 1;
  }
  const culprit = returning[high]!;
  return { beginning: truncate(model, operations, culprit.return), culprit };
}
