import type { ExperimentRecord } from '../check/results.ts';

/** The shell command that runs an experiment again, with the same seed and so the same schedule of faults. */
export function rerunCommand(experiment: ExperimentRecord): string {
  const options: readonly (readonly [string, string])[] = [
    ['system', systems[experiment.system] ?? ''],
    ['env', experiment.environment],
    ['nodes', String(experiment.nodes.length)],
    ['workload', experiment.workload],
    ['nemesis', experiment.nemeses.join(',')],
    ['concurrency', String(experiment.concurrency)],
    ['rate', String(experiment.ratePerSecond)],
    ['time-limit', String(experiment.timeLimitSeconds)],
    ['seed', String(experiment.seed)],
  ];
  const words = options
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `--${name} ${quoteForShell(value)}`);
  return ['seaworthy-chaos run', ...words].join(' ');
}

/** What the command line calls the systems that it knows; its default needs no option. */
const systems: Readonly<Record<string, string>> = { 'naive-replication': 'naive' };

function quoteForShell(word: string): string {
  return /^[\w.,:/=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
