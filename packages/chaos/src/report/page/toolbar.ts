import { outcomes } from '../data.ts';
import type { Context } from './context.ts';
import { button, chips, h, searchBox, select, walkButtons } from '@seaworthy/porcupine/page';
import { everything, type Filter } from './filter.ts';
import * as format from './format.ts';
import { step } from './keyboard.ts';
import { spanOfAlarm } from './span.ts';
import type { Timeline } from './timeline.ts';

export interface Toolbar {
  readonly element: HTMLElement;
  readonly focusSearch: () => void;
}

/** Filters and search on the left, zoom on the right. */
export function makeToolbar(context: Context, timeline: Timeline): Toolbar {
  const { model } = context;
  const keyNames = model.data.operations.keys.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const processes = [...new Set(model.process)].sort((a, b) => a - b).map(String);
  const named = (names: readonly string[], show: (name: string) => string) =>
    names.map((name) => [name, show(name)] as const);
  const key = select('Key', 'all keys', named(keyNames, format.key));
  const process = select(
    'Process',
    'all processes',
    named(processes, (name) => `process ${name}`),
  );
  const walk = (direction: 1 | -1): void => step(timeline, direction);
  const search = searchBox('Search values', 'Search operations by value', () => update(), walk);
  const functions = chips('Functions', model.data.operations.functions, () => update());
  const types = chips('Outcomes', outcomes, () => update(), 'mark-');
  const found = h('output', { class: 'found', attributes: { 'aria-live': 'polite' } });
  const reset = button(
    'Clear',
    () => {
      key.value = '';
      process.value = '';
      search.value = '';
      functions.choose(new Set());
      types.choose(new Set());
      update();
    },
    { class: 'quiet' },
  );
  const update = (): void => {
    const filter: Filter = {
      key: key.value,
      process: process.value,
      search: search.value,
      functions: functions.chosen(),
      outcomes: types.chosen(),
    };
    context.setFilter(isEmpty(filter) ? everything : filter);
  };
  const say = (): void => {
    const { matches, all } = context.selection;
    found.textContent = all
      ? format.plural(model.count, 'operation')
      : `${format.count(matches)} of ${format.plural(model.count, 'operation')}`;
    reset.hidden = isEmpty(context.filter);
  };
  for (const input of [key, process]) input.addEventListener('change', update);
  context.on('filter', say);
  say();
  return {
    element: h(
      'div',
      { class: 'toolbar', attributes: { role: 'toolbar', 'aria-label': 'Filter and zoom' } },
      types.element,
      functions.element,
      key,
      process,
      search,
      walkButtons(walk),
      found,
      reset,
      h('span', { class: 'push' }, zoomButtons(context, timeline)),
    ),
    focusSearch: () => search.focus(),
  };
}

function zoomButtons({ view, alarms }: Context, timeline: Timeline): HTMLElement {
  const first = alarms[0];
  return h(
    'span',
    { class: 'group' },
    first !== undefined &&
      button('First violation', () => timeline.showOperations([], spanOfAlarm(first)), { class: 'alarm' }),
    button('−', () => timeline.show(view.zoomed(2)), { attributes: { 'aria-label': 'Zoom out' } }),
    button('+', () => timeline.show(view.zoomed(0.5)), { attributes: { 'aria-label': 'Zoom in' } }),
    button('Whole run', () => timeline.show(view.whole)),
  );
}

function isEmpty(filter: Filter): boolean {
  return (
    filter.key === '' &&
    filter.process === '' &&
    filter.search.trim() === '' &&
    filter.functions.size === 0 &&
    filter.outcomes.size === 0
  );
}
