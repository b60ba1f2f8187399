import type { Abstraction, Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import { problemOf } from '../search/problem.ts';
import type { Leaps, Problem } from '../search/problem.ts';

/** When free operations may take effect: while they were open, or whenever it suits. */
export type Freedom = 'own-time' | 'any-time';

/**
 * The problem in which only some operations are bound, and all others are *free*: read-only ones are
 * forgotten, and any other may take effect or not, repeatedly if need be. A linearization of the history is one
 * of this problem, too; so when this one has none, neither has the history, and the bound operations are to
 * blame. Leaving a write out instead would blame every read of its value.
 *
 * For models without an `abstraction`, whose states may grow without end, free operations take effect once at
 * most, at any time after their call.
 */
export function relax<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  bound: ReadonlySet<number>,
  freedom: Freedom,
): Problem<S, I, O> {
  const core = operations.filter(({ id }) => bound.has(id));
  const free = operations.filter(
    ({ id, input, output }) => !bound.has(id) && model.hints?.readOnly?.(input, output) !== true,
  );
  const abstraction = model.hints?.abstraction?.(core);
  if (abstraction === undefined) {
    return problemOf(model, [...core, ...free.map((operation) => ({ ...operation, ...UNKNOWN_OUTCOME }))]);
  }
  const problem = { ...problemOf(model, core), collapse: (state: S) => abstraction.collapse(state) };
  return free.length === 0 ? problem : { ...problem, leaps: leapsOf(model, free, abstraction, freedom) };
}

const UNKNOWN_OUTCOME = { output: undefined, return: Infinity };

function leapsOf<S, I, O>(
  model: Model<S, I, O>,
  free: readonly Operation<I, O>[],
  abstraction: Abstraction<S, I>,
  freedom: Freedom,
): Leaps<S> {
  const landings = new Map<S, Operation<I, O>[]>();
  const growing: Operation<I, O>[] = [];
  for (const operation of free) {
    const landing = model.hints?.landsOn?.(operation.input, operation.output);
    if (landing === undefined) growing.push(operation);
    else group(landings, abstraction.collapse(landing), operation);
  }
  // The first steps of a growth are not looked into: only that its last one is possible.
  const growths = new Map<S, Operation<I, O>[]>();
  for (const milestone of abstraction.milestones) {
    for (const operation of growing) {
      if (abstraction.completes(operation.input, milestone)) group(growths, milestone, operation);
    }
  }
  const timed = freedom === 'own-time';
  return {
    timed,
    *from(state, earliest, latest) {
      const mayBeNow = ({ call, return: end }: Operation<I, O>) =>
        !timed || (call <= latest && end >= earliest);
      for (const [landing, operations] of landings) if (operations.some(mayBeNow)) yield landing;
      for (const [milestone, operations] of growths) {
        if (abstraction.mayGrow(state, milestone) && operations.some(mayBeNow)) yield milestone;
      }
    },
  };
}

function group<K, T>(groups: Map<K, T[]>, key: K, item: T): void {
  const items = groups.get(key);
  if (items === undefined) groups.set(key, [item]);
  else items.push(item);
}
