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
  return parts.every((part) => canOrder(model, model.init(), part.operations));
}

function canOrder<S, I, O>(model: Model<S, I, O>, state: S, rest: readonly Operation<I, O>[]): boolean {
  const completed = rest.filter((operation) => operation.return !== Infinity);
  if (completed.length === 0) return true;
  return rest.some((operation) => {
    if (completed.some((other) => other !== operation && other.return < operation.call)) return false;
    const after = model.step(state, operation.input, operation.output);
    if (after === ILLEGAL) return false;
    return canOrder(
      model,
      after,
      rest.filter((other) => other !== operation),
    );
  });
}

/**
 * Tries every order of the bound operations of one key, the free ones taking effect in between, as often as
 * they like, while they are open or (`anyTime`) always.
 */
export function isOrderableWithFree<S, I, O>(
  model: Model<S, I, O>,
  bound: readonly Operation<I, O>[],
  free: readonly Operation<I, O>[],
  anyTime: boolean,
): boolean {
  const effects = toEffects(model, bound, free);
  const visit = (start: S, rest: readonly Operation<I, O>[], earliest: number): boolean => {
    const completed = rest.filter((operation) => operation.return !== Infinity);
    if (completed.length === 0) return true;
    const latest = Math.min(...completed.map((operation) => operation.return));
    const states = new Set([start]);
    for (const state of states) {
      for (const { operation, to } of effects) {
        if (!anyTime && (operation.call > latest || operation.return < earliest)) continue;
        for (const after of to(state)) states.add(after);
      }
    }
    return [...states].some((state) =>
      rest.some((operation) => {
        if (operation.call > latest) return false;
        const after = model.step(state, operation.input, operation.output);
        if (after === ILLEGAL) return false;
        return visit(
          after,
          rest.filter((other) => other !== operation),
          Math.max(earliest, operation.call),
        );
      }),
    );
  };
  return visit(model.init(), bound, -Infinity);
}

/** What free operations can make of a state, by the same hints as the checker's. */
function toEffects<S, I, O>(
  model: Model<S, I, O>,
  bound: readonly Operation<I, O>[],
  free: readonly Operation<I, O>[],
): { operation: Operation<I, O>; to: (state: S) => S[] }[] {
  const { hints } = model;
  const abstraction = hints?.abstraction?.(bound);
  if (hints === undefined || abstraction === undefined) throw new Error('expected a model with hints');
  return free.flatMap((operation) => {
    const { input, output } = operation;
    if (hints.readOnly?.(input, output) === true) return [];
    const landing = hints.landsOn?.(input, output);
    if (landing !== undefined) return [{ operation, to: () => [landing] }];
    const milestones = abstraction.milestones.filter((milestone) => abstraction.completes(input, milestone));
    const to = (state: S) => milestones.filter((milestone) => abstraction.mayGrow(state, milestone));
    return [{ operation, to }];
  });
}
