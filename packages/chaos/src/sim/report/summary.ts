import { relative } from 'node:path';

import { formatDuration } from '../../temporal.ts';
import type { SeedsResults, ToldFailure } from '../run-seeds.ts';
import { EXERCISED, EXERCISED_NAMES, type Remark } from '../tally.ts';
import { count, describeFault, describeWorld } from './describe.ts';

/** So many failures are told one by one, and so many seeds listed of those that proved nothing or crashed. */
const TOLD_FAILURES = 10;
const TOLD_REMARKS = 5;
const TOLD_FAULTS = 12;

export interface SummaryOptions {
  /** The flags beyond `--seeds` that a seed needs to give the same plan again; null where no seed gives it. */
  readonly flags: string | null;
  /** What paths are told relative to. */
  readonly from: string;
  readonly folder: string | null;
}

/** The end of many runs, for people. */
export function summarizeSeeds(results: SeedsResults, options: SummaryOptions): string {
  const { failures, unknown, crashed, interrupted, done, total } = results;
  return [
    '',
    ...exercisedTable(results),
    '',
    ...failures.slice(0, TOLD_FAILURES).flatMap((failure) => [...tellFailure(failure, options), '']),
    ...others(failures.slice(TOLD_FAILURES)),
    ...remarks('crashed', crashed, (seed) => replayOf(seed, options)),
    ...remarks('unknown', unknown),
    ...(interrupted ? [`Interrupted after ${done} of ${total} seeds.`] : []),
    `${results.verdict.toUpperCase()}: ${counts(results)}`,
    `${count(done, 'seed')} in ${formatDuration(results.wallMs)} (${results.seedsPerSecond.toFixed(1)}/s, ${count(results.workers, 'worker')}), ${formatDuration(results.virtualMs)} of virtual time, ${grouped(results.steps)} steps`,
    `Traces: ${results.digest}`,
    ...(options.folder === null ? [] : [`Kept in ${pathFrom(options, options.folder)}`]),
    '',
  ].join('\n');
}

function counts({ valid, failures, unknown, crashed }: SeedsResults): string {
  return [
    `${valid} valid`,
    `${failures.length} invalid`,
    `${unknown.length} unknown`,
    ...(crashed.length === 0 ? [] : [`${crashed.length} crashed`]),
  ].join(', ');
}

function exercisedTable({ exercised, runsWith, done }: SeedsResults): string[] {
  const width = Math.max(...EXERCISED_NAMES.map((name) => EXERCISED[name].length));
  const totals = EXERCISED_NAMES.map((name) => grouped(exercised[name]));
  const totalWidth = Math.max(5, ...totals.map((text) => text.length));
  return [
    `${'exercised'.padEnd(width)}  ${'total'.padStart(totalWidth)}  in runs`,
    ...EXERCISED_NAMES.map((name, place) => {
      const share = done === 0 ? '' : ` (${Math.round((100 * runsWith[name]) / done)} %)`;
      return `${EXERCISED[name].padEnd(width)}  ${(totals[place] ?? '').padStart(totalWidth)}  ${runsWith[name]}${share}`;
    }),
  ];
}

function tellFailure(failure: ToldFailure, options: SummaryOptions): string[] {
  const { seed, violation, plan, shortened, kept } = failure;
  const shown = shortened?.plan ?? plan;
  const replays = [
    ...replayOf(seed, options),
    ...(kept === null ? [] : [`--plan ${pathFrom(options, kept.planFile)}`]),
  ];
  const [headline = '', ...details] = violation.message.split('\n');
  return [
    `seed ${seed}: ${violation.property}, after ${(violation.atMs / 1000).toFixed(3)} s`,
    `  ${headline}`,
    ...details.map((line) => `  ${line}`),
    ...(shortened === null
      ? [`  The schedule: ${describeWorld(shown)}`]
      : [
          `  The same property fails, after ${(shortened.violation.atMs / 1000).toFixed(3)} s, in a shorter schedule${shortened.complete ? '' : ' (there may be shorter ones)'}: ${describeWorld(shown)}`,
        ]),
    ...shown.faults.slice(0, TOLD_FAULTS).map((fault) => `    ${describeFault(fault)}`),
    ...(shown.faults.length > TOLD_FAULTS ? [`    and ${shown.faults.length - TOLD_FAULTS} more`] : []),
    ...(typeof kept?.traceFile === 'string' ? [`  Trace:  ${pathFrom(options, kept.traceFile)}`] : []),
    ...(kept?.repeats === false
      ? ['  The run was repeated and had another trace: something here depends on more than the seed.']
      : []),
    ...replays.map(
      (how, place) => `${place === 0 ? '  Replay:' : '         '} seaworthy-chaos run --env sim ${how}`,
    ),
  ];
}

function others(failures: readonly ToldFailure[]): string[] {
  if (failures.length === 0) return [];
  const listed = failures.map(({ seed, violation }) => `${seed} (${violation.property})`);
  return [`${failures.length} more failures, of seeds ${listed.join(', ')}`, ''];
}

function remarks(
  what: 'crashed' | 'unknown',
  list: readonly Remark[],
  replay: (seed: number) => string[] = () => [],
): string[] {
  if (list.length === 0) return [];
  const told = list
    .slice(0, TOLD_REMARKS)
    .flatMap(({ seed, reason }) => [
      `${what} seed ${seed}: ${reason}`,
      ...replay(seed).map((how) => `  Replay: seaworthy-chaos run --env sim ${how}`),
    ]);
  const more = list.slice(TOLD_REMARKS).map(({ seed }) => seed);
  return [...told, ...(more.length === 0 ? [] : [`${what} as well: ${more.join(', ')}`]), ''];
}

/** The flags that give a seed's plan again, if any do. */
function replayOf(seed: number, { flags }: SummaryOptions): string[] {
  return flags === null ? [] : [`--seeds ${seed}${flags}`];
}

function pathFrom({ from }: SummaryOptions, path: string): string {
  const short = relative(from, path);
  return short.startsWith('..') || short === '' ? path : short;
}

function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
