import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { TrialVerdict } from './trial.ts';

/** Decides the problem in which only the operations of these ids are bound. */
export type Trial = (bound: ReadonlySet<number>) => TrialVerdict;

/**
 * Finds operations that cannot be ordered with all others free: first as many of the likeliest suspects as it
 * takes, doubling their number; then without each that is not needed. Freeing more operations never makes
 * an order impossible, so one pass that tries every single one leaves a set that is minimal.
 */
export function shrink<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  culprit: Operation<I, O>,
  trial: Trial,
): { core: ReadonlySet<number>; minimal: boolean } {
  const suspects = rank(model, operations, culprit);
  let count = 0;
  while (count < suspects.length && trial(take(suspects, count, culprit)) !== 'invalid') {
    count = count === 0 ? 1 : count * 2;
  }
  let core = take(suspects, count, culprit);
  for (let size = core.size >> 1; size > 1; size >>= 1) core = drop(core, size, trial).core;
  return drop(core, 1, trial);
}

function take(suspects: readonly number[], count: number, culprit: Operation<unknown, unknown>): Set<number> {
  return new Set([culprit.id, ...suspects.slice(0, count)]);
}

/** Tries to free operations `size` at a time, the least likely suspects first. */
function drop(
  bound: ReadonlySet<number>,
  size: number,
  trial: Trial,
): { core: Set<number>; minimal: boolean } {
  const order = [...bound].reverse();
  const core = new Set(bound);
  let minimal = true;
  for (let i = 0; i < order.length; i += size) {
    const group = order.slice(i, i + size);
    for (const id of group) core.delete(id);
    const verdict = trial(core);
    if (verdict === 'invalid') continue;
    if (verdict === 'unknown') minimal = false;
    for (const id of group) core.add(id);
  }
  // Keep the order of likelihood.
  return { core: new Set([...bound].filter((id) => core.has(id))), minimal };
}

/**
 * Suspects, likeliest first: in turn one of those that lead to what the culprit saw, and one of the others;
 * among each, the latest first.
 */
function rank<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  culprit: Operation<I, O>,
): number[] {
  const leading: number[] = [];
  const others: number[] = [];
  const latestFirst = operations.filter(({ id }) => id !== culprit.id).sort((a, b) => b.call - a.call);
  for (const { id, input, output } of latestFirst) {
    const landing = model.hints?.landsOn?.(input, output);
    const leads = landing !== undefined && model.step(landing, culprit.input, culprit.output) !== ILLEGAL;
    (leads ? leading : others).push(id);
  }
  const ranked: number[] = [];
  for (let i = 0; i < Math.max(leading.length, others.length); i++) {
    if (i < leading.length) ranked.push(leading[i]!);
    if (i < others.length) ranked.push(others[i]!);
  }
  return ranked;
}
