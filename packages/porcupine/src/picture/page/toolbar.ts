import { button, chips, h, searchBox, select, walkButtons } from '../../page/index.ts';
import { outcomes } from '../data.ts';
import type { Context } from './context.ts';
import { everything } from './filter.ts';
import type { Filter } from './filter.ts';
import * as format from './format.ts';
import { step } from './keyboard.ts';
import type { Timeline } from './timeline.ts';
import type { Tour } from './tour.ts';

/** With more keys than this, the search is the way to find one. */
const mostKeys = 2_000;

export interface Toolbar {
  readonly element: HTMLElement;
  readonly focusSearch: () => void;
}

/** Filters and search on the left, zoom on the right. */
export function makeToolbar(context: Context, timeline: Timeline, tour: Tour): Toolbar {
  const { model } = context;
  const { operations } = model.data;
  const key = keySelect(context);
  const processes = [...new Set(model.process)].sort((a, b) => a - b);
  const process = select(
    'Process',
    'all processes',
    processes.map((number) => [String(number), `process ${number}`]),
  );
  const walk = (direction: 1 | -1): void => step(timeline, direction);
  const search = searchBox('Search', 'Search operations by value or key', () => update(), walk);
  const types = chips(
    'Types',
    operations.types.map(({ name }) => name),
    () => update(),
  );
  const kinds = chips('Outcomes', present(context), () => update(), 'mark-');
  const alone = chips('Others', ['only these'], () => update());
  const found = h('output', { class: 'found', attributes: { 'aria-live': 'polite' } });
  const update = (): void =>
    context.setFilter({
      partition: key.value === '' ? undefined : Number(key.value),
      process: process.value === '' ? undefined : Number(process.value),
      search: search.value,
      types: types.chosen(),
      outcomes: kinds.chosen(),
      alone: alone.chosen().size > 0,
    });
  const reset = button('Clear', () => context.setFilter(everything), { class: 'quiet' });
  /** The filter may be set from elsewhere, too. */
  const say = (): void => {
    const { filter, selection } = context;
    key.value = filter.partition === undefined ? '' : String(filter.partition);
    process.value = filter.process === undefined ? '' : String(filter.process);
    if (search.value !== filter.search) search.value = filter.search;
    types.choose(filter.types);
    kinds.choose(filter.outcomes);
    alone.choose(new Set(filter.alone ? ['only these'] : []));
    const all = format.plural(model.count, 'operation');
    found.textContent =
      selection.matches === model.count ? all : `${format.count(selection.matches)} of ${all}`;
    reset.hidden = isEmpty(filter);
  };
  for (const input of [key, process]) input.addEventListener('change', update);
  context.on('filter', say);
  say();
  return {
    element: h(
      'div',
      { class: 'toolbar', attributes: { role: 'toolbar', 'aria-label': 'Filter and zoom' } },
      kinds.element,
      types.element,
      key,
      process,
      search,
      walkButtons(walk),
      alone.element,
      found,
      reset,
      zoomButtons(context, timeline, tour),
    ),
    focusSearch: () => search.focus(),
  };
}

function present({ model }: Context): readonly string[] {
  const seen = new Set(model.outcome);
  return outcomes.filter((_, i) => seen.has(i));
}

function keySelect({ model }: Context): HTMLSelectElement {
  const { partitions } = model.data;
  const named = partitions.flatMap(({ key }, i) =>
    key === null ? [] : [[String(i), format.key(key)] as const],
  );
  const shown =
    named.length > mostKeys
      ? []
      : named.toSorted(([, a], [, b]) => a.localeCompare(b, 'en', { numeric: true }));
  const element = select('Key', named.length > mostKeys ? 'search for a key' : 'all keys', shown);
  element.hidden = named.length < 2;
  return element;
}

function zoomButtons(context: Context, timeline: Timeline, tour: Tour): HTMLElement {
  const { view, model } = context;
  const scale = chips('Axis', ['time'], () => context.setScale(scale.chosen().size > 0 ? 'time' : 'order'));
  const { violations } = model;
  return h(
    'span',
    { class: 'push' },
    model.data.times !== null && scale.element,
    h(
      'span',
      { class: 'group' },
      violations.length > 0 &&
        button(violations.length === 1 ? 'Violation' : 'Next violation', () => tour.next(), {
          class: 'alarm',
        }),
      button('−', () => timeline.show(view.zoomed(2)), { attributes: { 'aria-label': 'Zoom out' } }),
      button('+', () => timeline.show(view.zoomed(0.5)), { attributes: { 'aria-label': 'Zoom in' } }),
      button('Everything', () => timeline.show(view.whole)),
    ),
  );
}

function isEmpty(filter: Filter): boolean {
  return (
    filter.partition === undefined &&
    filter.process === undefined &&
    filter.search.trim() === '' &&
    filter.types.size === 0 &&
    filter.outcomes.size === 0 &&
    !filter.alone
  );
}
