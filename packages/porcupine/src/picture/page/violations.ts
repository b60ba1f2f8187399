import { button, disclosure, h, listOthers, section } from '../../page/index.ts';
import { drawCore } from './core-picture.ts';
import * as format from './format.ts';
import { keyOf, textOf } from './model.ts';
import type { Model } from './model.ts';
import type { Tour } from './tour.ts';

/** So many violations are told; a broken system has thousands that say the same. The first one is open. */
const mostShown = 50;
/** So many operations are drawn and listed of one that could not be made small. */
const mostOperations = 40;

/** What went wrong, before everything else; undefined when nothing did. */
export function makeViolations(model: Model, tour: Tour): HTMLElement | undefined {
  const [first, ...others] = model.violations;
  if (first === undefined) return undefined;
  return section(
    'violations',
    'What cannot be ordered',
    undefined,
    makeViolation(model, tour, first),
    others.length > 0 && makeOthers(model, tour, others),
  );
}

function makeOthers(model: Model, tour: Tour, others: readonly number[]): HTMLElement {
  return listOthers(format.plural(others.length, 'further violation'), others, mostShown, (partition) => {
    const { sentence } = model.data.partitions[partition]!.violation!;
    return disclosure(sentence, () => makeViolation(model, tour, partition));
  });
}

function makeViolation(model: Model, tour: Tour, partition: number): HTMLElement {
  const { operations, sentence, minimal, completed } = model.data.partitions[partition]!.violation!;
  const shown = operations.slice(-mostOperations);
  const key = keyOf(model, operations[0]!);
  const hints = [
    key === null ? '' : `Key ${format.key(key)}.`,
    smallest(operations.length, minimal),
    completed === null
      ? ''
      : `Until then, ${format.plural(completed, 'operation')} had returned and fit one order.`,
    shown.length < operations.length ? `The last ${shown.length} are shown.` : '',
  ];
  return h(
    'article',
    { class: 'violation' },
    h('p', { class: 'sentence' }, format.visible(sentence)),
    h('p', { class: 'hint' }, hints.filter((hint) => hint !== '').join(' ')),
    drawCore(model, shown, (number) => tour.visit(number)),
    h('ol', { class: 'operations' }, ...shown.map((number) => makeItem(model, tour, number))),
    button('Show in the picture', () => tour.show(partition)),
  );
}

function smallest(count: number, minimal: boolean): string {
  if (count === 1) return 'This operation fits nowhere, whatever becomes of the others.';
  const rest = minimal ? 'without any one of them, the rest can' : 'there may be a smaller set';
  return `These ${count} operations cannot be put in any order; ${rest}.`;
}

function makeItem(model: Model, tour: Tour, number: number): HTMLElement {
  const { operations } = model.data;
  const end = operations.return[number] ?? null;
  const interval =
    end === null
      ? `called at ${operations.call[number]}, outcome unknown`
      : `${operations.call[number]} to ${end}`;
  const text = format.clip(format.visible(textOf(model, number)));
  return h(
    'li',
    {},
    button(text, () => tour.visit(number), { class: 'link operation' }),
    h('span', { class: 'hint' }, ` process ${model.process[number]}, ${interval}`),
  );
}
