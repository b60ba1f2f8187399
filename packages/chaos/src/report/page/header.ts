import type { ExperimentRecord, Results } from '../../check/results.ts';
import { h, verdictBadge } from '@seaworthy/porcupine/page';
import * as format from './format.ts';
import type { Model } from './model.ts';

/** The verdict and why, the key numbers, and what was run. */
export function makeHeader(model: Model): HTMLElement {
  const { experiment, results } = model.data;
  const [reason, ...rest] = results.reasons;
  const others = rest.filter((line) => !isToldBelow(line, results));
  return h(
    'header',
    { class: `masthead verdict-${results.verdict}` },
    h(
      'p',
      { class: 'overline' },
      h('span', {}, `Seaworthy chaos ${experiment.version}`),
      h('span', {}, startedAt(experiment.startedAt)),
    ),
    h('h1', {}, format.visible(experiment.name)),
    h(
      'div',
      { class: 'verdict', attributes: { role: 'status' } },
      verdictBadge(results.verdict),
      h('p', { class: 'reason' }, format.visible(reason ?? plainReason(results))),
    ),
    others.length > 0 &&
      h('ul', { class: 'reasons' }, ...others.map((line) => h('li', {}, format.visible(line)))),
    model.data.unplaced > 0 &&
      h(
        'p',
        { class: 'notice' },
        `${format.plural(model.data.unplaced, 'event')} of the history fit no operation.`,
      ),
    tiles(model),
    facts(model),
  );
}

/** Anomalies and violations have a section of their own. */
function isToldBelow(line: string, { linearizability, invariants }: Results): boolean {
  const told = [...linearizability.anomalies, ...invariants.violations];
  return told.some(({ sentence }) => sentence !== '' && line.includes(sentence));
}

function plainReason({ verdict, linearizability, invariants, faults }: Results): string {
  const operations = format.plural(linearizability.operations, 'operation');
  if (verdict === 'invalid') return `${operations} were checked, and something cannot have happened.`;
  if (verdict === 'unknown') return linearizability.reason ?? 'The run does not allow a verdict.';
  const kept = invariants.verdict === 'valid' ? ', and no invariant was broken' : '';
  return `All ${operations} fit one order that explains every answer${kept} under ${format.plural(faults.installed, 'fault')}.`;
}

/** The environment's name, and what it says of itself if that does not begin with its name anyway. */
function environment({ environment: name, environmentDescription: text }: ExperimentRecord): string {
  return text.startsWith(name) ? text : `${name}: ${text}`;
}

/** An ISO instant as people write it, in the zone in which it was recorded. */
function startedAt(iso: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?/.exec(iso);
  if (parts === null) return format.visible(iso);
  const [, day, time, zone] = parts;
  return `${day} ${time} ${zone === 'Z' ? 'UTC' : (zone ?? '')}`.trim();
}

function tiles(model: Model): HTMLElement {
  const { results } = model.data;
  const { ok, fail, info } = results.operations;
  const { installed, skipped, indeterminate } = results.faults;
  const healed = results.recoveries.filter((recovery) => recovery.milliseconds !== null);
  const slowest = healed.toSorted((a, b) => b.milliseconds! - a.milliseconds!)[0];
  const never = results.recoveries.length - healed.length;
  return h(
    'div',
    { class: 'tiles' },
    tile('Operations', format.count(ok + fail + info), shares({ ok, fail, info })),
    tile(
      'Faults installed',
      format.count(installed),
      `${format.count(skipped)} skipped, ${format.count(indeterminate)} indeterminate`,
    ),
    tile('Elections', format.count(results.elections), format.plural(results.terms, 'term')),
    tile(
      'Slowest recovery',
      slowest === undefined ? '–' : format.milliseconds(slowest.milliseconds!),
      never > 0
        ? `${format.count(never)} never recovered`
        : slowest === undefined
          ? 'nothing was healed'
          : `after ${slowest.kind}`,
    ),
    tile(
      'Checked in',
      format.milliseconds(results.linearizability.milliseconds),
      `${format.plural(results.linearizability.operations, 'operation')}, model ${results.linearizability.model}`,
    ),
  );
}

function tile(label: string, number: string, under: string | Node): HTMLElement {
  return h(
    'div',
    { class: 'tile' },
    h('span', { class: 'tile-label' }, label),
    h('span', { class: 'tile-number' }, number),
    h('span', { class: 'tile-under' }, under),
  );
}

function shares(counts: Readonly<Record<'ok' | 'fail' | 'info', number>>): HTMLElement {
  return h(
    'span',
    { class: 'shares' },
    ...Object.entries(counts).map(([name, number]) =>
      h(
        'span',
        { class: 'share' },
        h('span', { class: `mark mark-${name}` }),
        `${format.count(number)} ${name}`,
      ),
    ),
  );
}

function facts(model: Model): HTMLElement {
  const { experiment, results } = model.data;
  const pairs: readonly (readonly [name: string, text: string, wide?: boolean])[] = [
    ['System', experiment.system],
    ['Environment', environment(experiment), true],
    ['Seed', String(experiment.seed)],
    ['Nodes', `${experiment.nodes.length} (${format.clip(experiment.nodes.join(', '), 60)})`],
    ['Workload', `${experiment.workload}, checked as ${experiment.model}`],
    ['Duration', `${format.duration(model.duration)} (limit ${experiment.timeLimitSeconds} s)`],
    [
      'Load',
      `${format.plural(experiment.concurrency, 'process', 'processes')}, ${format.count(experiment.ratePerSecond)}/s`,
    ],
    [
      'Checks',
      `linearizability ${results.linearizability.verdict}, invariants ${results.invariants.verdict}`,
      true,
    ],
    ['Nemeses', experiment.nemeses.length === 0 ? 'none' : experiment.nemeses.join(', '), true],
  ];
  return h(
    'dl',
    { class: 'facts' },
    ...pairs.map(([name, text, wide]) =>
      h('div', wide === true ? { class: 'wide' } : {}, h('dt', {}, name), h('dd', {}, format.visible(text))),
    ),
  );
}
