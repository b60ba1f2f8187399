import { MemoryExhausted } from '../memory-exhausted.ts';
import { MemoryBudget } from '../search/memory.ts';
import type { Problem } from '../search/problem.ts';
import { Search } from '../search/search.ts';

const TURN = 4_096;

export type TrialVerdict = 'valid' | 'invalid' | 'unknown';

export interface TrialLimits {
  readonly now: () => number;
  /** In the terms of `now`. */
  readonly deadline: number;
  readonly memoryLimit: number;
}

/** What became of a trial, and with the verdict `valid` the ids in an order that works. */
export interface Trialled {
  readonly verdict: TrialVerdict;
  readonly order: readonly number[];
}

const UNKNOWN: Trialled = { verdict: 'unknown', order: [] };

/** Searches one problem to its end, or to the end of its steps, the time or the memory. */
export function tryOrder<S, I, O>(problem: Problem<S, I, O>, steps: number, limits: TrialLimits): Trialled {
  if (limits.now() >= limits.deadline) return UNKNOWN;
  const search = open(problem, new MemoryBudget(limits.memoryLimit));
  if (search === undefined) return UNKNOWN;
  try {
    return runToEnd(search, steps, limits);
  } finally {
    search.release();
  }
}

function runToEnd<S, I, O>(search: Search<S, I, O>, steps: number, limits: TrialLimits): Trialled {
  for (let left = steps; left > 0; left -= TURN) {
    const status = search.run(Math.min(left, TURN));
    if (status === 'valid') return { verdict: status, order: search.linearization() };
    if (status === 'invalid') return { verdict: status, order: [] };
    if (status === 'memory' || limits.now() >= limits.deadline) return UNKNOWN;
  }
  return UNKNOWN;
}

/** Like {@link tryOrder}, for those who ask for the verdict alone. */
export function tryProblem<S, I, O>(
  problem: Problem<S, I, O>,
  steps: number,
  limits: TrialLimits,
): TrialVerdict {
  return tryOrder(problem, steps, limits).verdict;
}

function open<S, I, O>(problem: Problem<S, I, O>, budget: MemoryBudget): Search<S, I, O> | undefined {
  try {
    return new Search(problem, budget);
  } catch (error) {
    if (error instanceof MemoryExhausted) return undefined;
    throw error;
  }
}
