import { performance } from 'node:perf_hooks';

import { checkHistory, kv, readHistory, register, type CheckResult } from '@seaworthy/porcupine';

import type { HistoryEvent } from '../history/event.ts';
import type { Anomaly, Results } from './results.ts';

export type ModelName = 'kv' | 'register';

export interface LinearizabilityOptions {
  /** Milliseconds after which what has no verdict is `unknown`. Default 120,000. */
  readonly timeLimitMs?: number;
}

const REASONS = {
  time: 'the search ran out of time',
  memory: 'the search ran out of memory',
  aborted: 'the check was aborted',
  stopped: 'the search was stopped',
} as const;

/** Whether the history is that of one store that carries out one operation at a time. */
export function checkLinearizability(
  history: readonly HistoryEvent[],
  model: ModelName,
  { timeLimitMs = 120_000 }: LinearizabilityOptions = {},
): Results['linearizability'] {
  const start = performance.now();
  const cells = model === 'kv' ? kv : register;
  const parsed = readHistory(history, cells);
  const result = checkHistory(parsed, cells, { timeLimit: timeLimitMs });
  return {
    verdict: result.verdict,
    model,
    operations: parsed.operations.length + parsed.failed.length,
    anomalies: result.partitions.flatMap(toAnomaly),
    ...(result.reason === undefined ? {} : { reason: REASONS[result.reason] }),
    milliseconds: performance.now() - start,
  };
}

function toAnomaly({
  key,
  verdict,
  explanation,
}: CheckResult<unknown, unknown>['partitions'][number]): Anomaly[] {
  if (verdict !== 'invalid' || explanation === undefined) return [];
  const { sentence, operations, minimal } = explanation;
  return [{ key: String(key), sentence: `${sentence}.`, operations, minimal }];
}
