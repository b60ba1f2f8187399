import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import { problemOf } from '../search/problem.ts';
import { tryOrder } from './trial.ts';
import type { Trialled, TrialLimits } from './trial.ts';

export interface Decision<I, O> extends Trialled {
  /** Operations that cannot be ordered, from a fast path. */
  readonly witness?: readonly Operation<I, O>[];
}

const OVERDUE = Symbol('overdue');

/** Decides a history by a fast path of the model or, within limits, by a search. */
export function decide<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  steps: number,
  limits: TrialLimits,
): Decision<I, O> {
  if (limits.now() >= limits.deadline) return { verdict: 'unknown', order: [] };
  for (const path of model.fastPaths ?? []) {
    const outcome = within(path.decide(operations), limits);
    if (outcome === OVERDUE) return { verdict: 'unknown', order: [] };
    if (outcome !== undefined) return { order: [], ...outcome };
  }
  return tryOrder(problemOf(model, operations), steps, limits);
}

function within<T>(work: Generator<void, T>, { now, deadline }: TrialLimits): T | typeof OVERDUE {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (now() >= deadline) return OVERDUE;
  }
}
