import { ILLEGAL } from './model.ts';
import type { Model } from './model.ts';
import type { Operation } from './operation.ts';

/**
 * Tries every order of the operations, and every subset of the optional ones, one key after another: slow and
 * plainly right. No memory, no reductions, nothing shared with the checker but the model's `step`.
 */
export function isLinearizable<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
): boolean {
  const parts = model.partition?.(operations) ?? [{ key: null, operations }];
  return parts.every((part) => canOrder(model, model.init(), part.operations, []));
}

/**
 * The same with operations set free: forgotten when they are read-only, otherwise able to take effect at any
 * point, any number of times. States that get longer than `longest` as text cannot matter.
 */
export function isOrderableWithFree<S, I, O>(
  model: Model<S, I, O>,
  bound: readonly Operation<I, O>[],
  free: readonly Operation<I, O>[],
  longest: number,
): boolean {
  return canOrder(model, model.init(), bound, free, longest);
}

function canOrder<S, I, O>(
  model: Model<S, I, O>,
  start: S,
  rest: readonly Operation<I, O>[],
  free: readonly Operation<I, O>[],
  longest = 0,
): boolean {
  const completed = rest.filter((operation) => operation.return !== Infinity);
  if (completed.length === 0) return true;
  return reach(model, start, free, longest).some((state) =>
    rest.some((operation) => {
      if (completed.some((other) => other !== operation && other.return < operation.call)) return false;
      const after = model.step(state, operation.input, operation.output);
      if (after === ILLEGAL) return false;
      const others = rest.filter((other) => other !== operation);
      return canOrder(model, after, others, free, longest);
    }),
  );
}

/** All states that free operations can make of a state. */
function reach<S, I, O>(
  model: Model<S, I, O>,
  start: S,
  free: readonly Operation<I, O>[],
  longest: number,
): S[] {
  const found = new Set<S>([start]);
  for (const state of found) {
    for (const { input, output } of free) {
      if (model.hints?.readOnly?.(input, output) === true) continue;
      // As unconditional as the checker has it: a free compare-and-set sets.
      const landing = model.hints?.landsOn?.(input, output);
      const after = landing === undefined ? model.step(state, input, undefined) : landing;
      if (after !== ILLEGAL && String(after).length <= longest) found.add(after);
    }
  }
  return [...found];
}
