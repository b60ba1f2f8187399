import type { PartitionResult, UnknownReason, Verdict } from './result.ts';

type Results = readonly Pick<PartitionResult<unknown, unknown>, 'verdict' | 'reason'>[];

/** What the verdicts on all partitions come to: a history is valid if and only if every part of it is. */
export function conclude(results: Results): Verdict {
  if (results.some(({ verdict }) => verdict === 'invalid')) return 'invalid';
  return results.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'valid';
}

/** The one reason that is told where partitions have none, or several. */
export function findReason(results: Results): UnknownReason {
  const reasons = new Set(results.map(({ reason }) => reason));
  return (['aborted', 'time', 'memory'] as const).find((reason) => reasons.has(reason)) ?? 'stopped';
}
