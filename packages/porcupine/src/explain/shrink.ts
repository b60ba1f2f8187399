import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { TrialVerdict } from './trial.ts';

/** Decides the problem in which only the operations of these ids are bound. */
export type Trial = (bound: ReadonlySet<number>) => TrialVerdict;

export interface Shrunk {
  /** Ids of operations that cannot be ordered. */
  readonly core: ReadonlySet<number>;
  /** Whether freeing any one of them was shown to make an order possible. */
  readonly minimal: boolean;
}

/**
 * Finds few of the suspects that cannot be ordered: first as many of the likeliest as it takes, doubling their
 * number; then without each that is not needed. Freeing more operations never makes an order impossible, so
 * one pass that tries every single one leaves a set that is minimal.
 *
 * @param suspects ids, likeliest first
 * @returns `undefined` when not even all suspects are known to be impossible to order.
 */
export function shrink(suspects: readonly number[], trial: Trial): Shrunk | undefined {
  let count = 1;
  while (trial(new Set(suspects.slice(0, count))) !== 'invalid') {
    if (count >= suspects.length) return undefined;
    count *= 2;
  }
  return reduce(new Set(suspects.slice(0, count)), trial);
}

/** Finds few of operations that cannot be ordered. */
export function reduce(bound: ReadonlySet<number>, trial: Trial): Shrunk {
  let core = bound;
  for (let size = core.size >> 1; size > 1; size >>= 1) core = drop(core, size, trial).core;
  return drop(core, 1, trial);
}

/** Tries to free operations `size` at a time, the least likely suspects first. */
function drop(bound: ReadonlySet<number>, size: number, trial: Trial): Shrunk {
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
  // In the order of likelihood again.
  return { core: new Set([...bound].filter((id) => core.has(id))), minimal };
}

/**
 * Ids of the culprit and, likeliest first, of the operations that may share its guilt: in turn one that leads
 * to what the culprit saw, one of the writes and one of the reads that had finished before the culprit began,
 * and one of the others; among each, the latest first.
 */
export function suspect<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  culprit: Operation<I, O>,
): number[] {
  const sources = findSources(model, operations, culprit);
  const lists: number[][] = [sources, [], [], []];
  const isSource = new Set(sources);
  for (const { id, input, output, return: end } of latestFirst(operations)) {
    if (id === culprit.id || isSource.has(id)) continue;
    const readOnly = model.hints?.readOnly?.(input, output) === true;
    lists[end >= culprit.call ? 3 : readOnly ? 2 : 1]!.push(id);
  }
  const ranked = [culprit.id];
  const length = Math.max(...lists.map((list) => list.length));
  for (let i = 0; i < length; i++) for (const list of lists) if (i < list.length) ranked.push(list[i]!);
  return ranked;
}

/** Ids of the operations that lead to what another one saw, latest first. */
export function findSources<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  witness: Operation<I, O>,
): number[] {
  const leads = ({ id, input, output }: Operation<I, O>) => {
    const landing = model.hints?.landsOn?.(input, output);
    if (landing === undefined || id === witness.id) return false;
    return model.step(landing, witness.input, witness.output) !== ILLEGAL;
  };
  return latestFirst(operations.filter(leads)).map(({ id }) => id);
}

function latestFirst<I, O>(operations: readonly Operation<I, O>[]): Operation<I, O>[] {
  return [...operations].sort((a, b) => b.call - a.call);
}
