import { MemoryBudget, MemoryExhausted } from '../search/memory.ts';
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

/** Searches one problem to its end, or to the end of its steps, the time or the memory. */
export function tryProblem<S, I, O>(
  problem: Problem<S, I, O>,
  steps: number,
  limits: TrialLimits,
): TrialVerdict {
  if (limits.now() >= limits.deadline) return 'unknown';
  const search = open(problem, new MemoryBudget(limits.memoryLimit));
  if (search === undefined) return 'unknown';
  for (let left = steps; left > 0; left -= TURN) {
    const status = search.run(Math.min(left, TURN));
    if (status === 'valid' || status === 'invalid') return status;
    if (status === 'memory' || limits.now() >= limits.deadline) return 'unknown';
  }
  return 'unknown';
}

function open<S, I, O>(problem: Problem<S, I, O>, budget: MemoryBudget): Search<S, I, O> | undefined {
  try {
    return new Search(problem, budget);
  } catch (error) {
    if (error instanceof MemoryExhausted) return undefined;
    throw error;
  }
}
