import type { ExperimentRecord, Results } from '../check/results.ts';
import { formatDuration } from '../temporal.ts';

type Windows = Results['faults']['windows'];

/** The end of a run in a few lines for people. */
export function summarize(experiment: ExperimentRecord, results: Results, report: string): string {
  const { operations, faults, linearizability } = results;
  return [
    '',
    `${results.verdict.toUpperCase()}: ${verdictSentence(experiment, results)}`,
    ...results.reasons.map((reason) => `  - ${reason}`),
    `Operations: ${operations.ok} ok, ${operations.fail} failed, ${operations.info} unknown${byFunction(results)}`,
    `Checked:    ${linearizability.operations} operations against the model "${linearizability.model}" in ${formatDuration(linearizability.milliseconds)}: ${linearizability.verdict}`,
    `Elections:  ${results.elections}, the last in term ${results.terms}; invariants of Raft: ${results.invariants.verdict}`,
    `Faults:     ${faults.installed} installed${kinds(faults.windows, 'installed')}, ${faults.skipped} skipped, ${faults.indeterminate} indeterminate${kinds(faults.windows, 'indeterminate')}`,
    ...skipped(faults.windows),
    `Recovery:   ${recoveries(results)}`,
    `Seed:       ${experiment.seed}`,
    `Report:     ${report}`,
    '',
  ].join('\n');
}

function verdictSentence({ system }: ExperimentRecord, { verdict }: Results): string {
  switch (verdict) {
    case 'valid':
      return `${system} kept its promises under every fault of this run.`;
    case 'invalid':
      return `${system} broke its promises.`;
    case 'unknown':
      return 'this run proves nothing.';
  }
}

function byFunction({ operations }: Results): string {
  const parts = Object.entries(operations.byFunction).map(
    ([f, { ok, fail, info }]) => `${f} ${ok}/${fail}/${info}`,
  );
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function kinds(windows: Windows, status: 'installed' | 'indeterminate'): string {
  const counts = new Map<string, number>();
  for (const fault of windows)
    if (fault.status === status) counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`));
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function skipped(windows: Windows): string[] {
  return windows
    .filter(({ status }) => status === 'skipped')
    .map(({ kind, reason }) => `  - skipped ${kind}: ${reason ?? 'no reason given'}`);
}

function recoveries({ recoveries: all }: Results): string {
  if (all.length === 0) return 'nothing was to recover from';
  return all
    .map(
      ({ kind, milliseconds }) => `${kind} ${milliseconds === null ? 'never' : formatDuration(milliseconds)}`,
    )
    .join(', ');
}
