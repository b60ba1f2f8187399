import { h, verdictBadge } from '../../page/index.ts';
import { outcomes } from '../data.ts';
import type { PictureData } from '../data.ts';
import * as format from './format.ts';
import type { Model } from './model.ts';

/** The verdict and why, and the key figures. */
export function makeHeader(model: Model): HTMLElement {
  const { title, verdict, model: name } = model.data;
  return h(
    'header',
    { class: `masthead verdict-${verdict}` },
    h('p', { class: 'overline' }, `Linearizability, model ${format.visible(name)}`),
    h('h1', {}, format.visible(title)),
    h(
      'div',
      { class: 'verdict', attributes: { role: 'status' } },
      verdictBadge(verdict),
      h('p', { class: 'reason' }, format.visible(reason(model))),
    ),
    facts(model),
  );
}

const unknownReasons: Readonly<Record<string, string>> = {
  time: 'there was not enough time',
  memory: 'there was not enough memory',
  aborted: 'the check was aborted',
  stopped: 'the check stopped at a violation elsewhere',
};

function reason({ data, violations }: Model): string {
  const { operations, verdict } = data;
  if (verdict === 'valid') {
    return `All ${format.plural(operations.count, 'operation')} fit one order that explains every answer.`;
  }
  if (verdict === 'unknown')
    return `No verdict: ${unknownReasons[data.reason ?? ''] ?? 'a limit was reached'}.`;
  const [first] = violations;
  const sentence = first === undefined ? undefined : data.partitions[first]?.violation?.sentence;
  return sentence ?? 'No order of the operations explains every answer.';
}

function facts(model: Model): HTMLElement {
  const { data } = model;
  const pairs = [
    ['Operations', outcomeCounts(model)],
    ['Processes', format.count(new Set(model.process).size)],
    ['Partitions', partitionCounts(data)],
    ['Methods', methods(data)],
    ['Checked in', format.duration(data.elapsed)],
    ['Unknown outcomes', inferenceCounts(data)],
  ] as const;
  return h(
    'dl',
    { class: 'facts' },
    ...pairs
      .filter(([, text]) => text !== '')
      .map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, format.visible(text)))),
  );
}

function outcomeCounts({ count, outcome }: Model): string {
  const counts = [0, 0, 0];
  for (const each of outcome) counts[each]! += 1;
  const parts = outcomes.flatMap((name, i) =>
    counts[i] === 0 ? [] : [`${format.count(counts[i]!)} ${name}`],
  );
  return `${format.count(count)} (${parts.join(', ')})`;
}

function partitionCounts({ partitions }: PictureData): string {
  if (partitions.length < 2) return '';
  const parts = (['valid', 'invalid', 'unknown'] as const).flatMap((verdict) => {
    const number = partitions.filter((partition) => partition.verdict === verdict).length;
    return number === 0 ? [] : [`${format.count(number)} ${verdict}`];
  });
  return parts.join(', ');
}

function methods({ partitions }: PictureData): string {
  return [...new Set(partitions.flatMap(({ method }) => method ?? []))].join(', ');
}

function inferenceCounts({ operations }: PictureData): string {
  const inferred = Object.values(operations.inferred);
  return (['applied', 'not-applied', 'undetermined'] as const)
    .flatMap((inference) => {
      const number = inferred.filter((each) => each === inference).length;
      return number === 0 ? [] : [`${format.count(number)} ${inference.replace('-', ' ')}`];
    })
    .join(', ');
}
