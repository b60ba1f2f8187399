import type { Plan, RunResult } from '../plan.ts';

/** What a worker is asked to do: run a plan, and write its trace to a file if one is named. */
export interface Job {
  readonly id: number;
  readonly plan: Plan;
  readonly traceFile: string | null;
}

/** What a worker answers. Where there is no result, `error` says what was thrown. */
export type Answer =
  { readonly id: number; readonly result: RunResult } | { readonly id: number; readonly error: string };

/** What a worker does the work with: {@link simulate}, save in tests. */
export type Engine = (
  plan: Plan,
  options?: { readonly trace?: (line: string) => void },
) => Promise<RunResult>;
