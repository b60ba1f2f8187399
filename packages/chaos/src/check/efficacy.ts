import type { Results } from './results.ts';

/** What a run was meant to do to the cluster, at the least. */
export interface Demands {
  readonly nemeses: readonly string[];
  readonly minOperations: number;
}

/** Faults that take the leader away for so long that another one must be elected. */
const LEADER_FAULTS = /leader/;

/**
 * Why a run proves nothing although nothing was found: a cluster that was never hurt, or hardly used, may have any
 * bug. Empty if it proves something.
 */
export function findShortcomings(
  { operations, faults, reigns, elections }: Pick<Results, 'operations' | 'faults' | 'reigns' | 'elections'>,
  { nemeses, minOperations }: Demands,
): string[] {
  const reasons: string[] = [];
  const completed = operations.ok + operations.fail;
  if (completed < minOperations)
    reasons.push(`only ${completed} operations completed, at least ${minOperations} are needed`);
  for (const [f, { ok, fail, info }] of Object.entries(operations.byFunction)) {
    if (ok === 0) reasons.push(`${f} never succeeded in ${fail + info} attempts`);
  }
  if (nemeses.length > 0 && faults.installed === 0)
    reasons.push('no fault was seen to take effect, so the cluster was never tested');
  const leaderHit = faults.windows.some(
    ({ kind, status }) => LEADER_FAULTS.test(kind) && status === 'installed',
  );
  const changes = Math.max(elections, reigns.length);
  if (leaderHit && changes < 2) reasons.push('the leader was cut off, but no other one was ever elected');
  return reasons;
}
