import { truncate } from '../explain/truncate.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { FastPath } from './fast-path.ts';

/** Each attempt ends before the violation that the last one met; most histories have few. */
const ATTEMPTS = 32;

/**
 * An order of a beginning of an invalid history, as long as the violations in it allow: it ends where the first
 * of them was complete. Empty when the fast path cannot tell.
 */
export function orderBeginning<S, I, O>(
  path: FastPath<I, O>,
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  witness: readonly Operation<I, O>[],
): readonly number[] {
  let found = witness;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const time = lastReturnBefore(operations, lastReturnBefore(found, Infinity));
    const outcome = path.decide(truncate(model, operations, time));
    if (outcome === undefined) return [];
    if (outcome.verdict === 'valid') return outcome.order;
    found = outcome.witness;
  }
  return [];
}

function lastReturnBefore(operations: readonly Operation<unknown, unknown>[], time: number): number {
  let last = -Infinity;
  for (const { return: end } of operations) if (end < time && end > last) last = end;
  return last;
}
