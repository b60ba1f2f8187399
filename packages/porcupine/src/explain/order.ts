import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { PartitionResult } from '../result.ts';
import { decide } from './decide.ts';
import { beforeReturn } from './prefix.ts';
import type { TrialLimits } from './trial.ts';

/** Operations, and an order of them that works: all completed ones are in it. */
export interface Ordered<I, O> {
  readonly operations: readonly Operation<I, O>[];
  /** Ids. */
  readonly order: readonly number[];
}

/** What one search may cost. */
const STEPS = 20_000_000;

/**
 * An order that works for a partition: for all of a valid one, for the longest linearizable prefix of an invalid
 * one. Where the method that decided the partition left none, one is searched for.
 */
export function findOrder<S, I, O>(
  model: Model<S, I, O>,
  { verdict, operations, linearization, explanation }: PartitionResult<I, O>,
  limits: TrialLimits,
): Ordered<I, O> | undefined {
  if (linearization !== undefined) return { operations, order: linearization };
  if (verdict === 'valid') {
    const { verdict: found, order } = decide(model, operations, STEPS, limits);
    return found === 'valid' ? { operations, order } : undefined;
  }
  const prefix = explanation?.prefix;
  const end = operations.find(({ id }) => id === prefix?.before);
  if (prefix === undefined || end === undefined) return undefined;
  return { operations: beforeReturn(model, operations, end.return), order: prefix.order };
}
