import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import { problemOf } from '../search/problem.ts';
import type { Problem } from '../search/problem.ts';

/**
 * The problem in which only some operations are bound, and all others are *free*: read-only ones are
 * forgotten, and any other may take effect at any time or never, and also repeatedly if the model can
 * `collapse` the states that this leads to. A linearization of the history is one of this problem, too; so when
 * this one has none, neither has the history, and the bound operations are to blame. Leaving a write out
 * instead would blame every read of its value.
 */
export function relax<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  bound: ReadonlySet<number>,
): Problem<S, I, O> {
  const core = operations.filter(({ id }) => bound.has(id));
  const free = operations.filter(
    ({ id, input, output }) => !bound.has(id) && model.hints?.readOnly?.(input, output) !== true,
  );
  const collapse = model.hints?.collapse?.(core);
  // Without it, repetition may lead to states without end.
  if (collapse === undefined) return problemOf(model, [...core, ...free.map(untie)]);
  const problem = { ...problemOf(model, core), collapse };
  return free.length === 0 ? problem : { ...problem, leaps: leapsOf(model, free, collapse) };
}

/** At any time, or never. */
function untie<I, O>(operation: Operation<I, O>): Operation<I, O> {
  return { ...operation, output: undefined, call: -Number.MAX_VALUE, return: Infinity };
}

function leapsOf<S, I, O>(
  model: Model<S, I, O>,
  free: readonly Operation<I, O>[],
  collapse: (state: S) => S,
): (state: S) => Iterable<S> {
  const landings = new Set<S>();
  const growing: I[] = [];
  for (const { input, output } of free) {
    const landing = model.hints?.landsOn?.(input, output);
    if (landing === undefined) growing.push(input);
    else landings.add(collapse(landing));
  }
  return function* leaps(state) {
    yield* landings;
    for (const input of growing) {
      const after = model.step(state, input, undefined);
      if (after !== ILLEGAL) yield after;
    }
  };
}
