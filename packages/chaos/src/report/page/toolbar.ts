import { outcomes } from '../data.ts';
import type { Context } from './context.ts';
import { button, h } from './dom.ts';
import { everything, type Filter } from './filter.ts';
import * as format from './format.ts';
import { step } from './keyboard.ts';
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
  const key = select('Key', 'all keys', keyNames, format.key);
  const process = select('Process', 'all processes', processes, (name) => `process ${name}`);
  const search = h('input', {
    class: 'search',
    attributes: { type: 'search', placeholder: 'Search values', 'aria-label': 'Search operations by value' },
  });
  const functions = chips('Functions', model.data.operations.functions, () => update());
  const types = chips('Outcomes', outcomes, () => update(), 'mark-');
  const found = h('output', { class: 'found', attributes: { 'aria-live': 'polite' } });
  const walk = h(
    'span',
    { class: 'group' },
    button('‹', () => step(timeline, -1), { attributes: { 'aria-label': 'Previous matching operation' } }),
    button('›', () => step(timeline, 1), { attributes: { 'aria-label': 'Next matching operation' } }),
  );
  const reset = button(
    'Clear',
    () => {
      key.value = '';
      process.value = '';
      search.value = '';
      functions.clear();
      types.clear();
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
  search.addEventListener('input', debounced(update, 120));
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') step(timeline, event.shiftKey ? -1 : 1);
  });
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
      walk,
      found,
      reset,
      zoomButtons(context, timeline),
    ),
    focusSearch: () => search.focus(),
  };
}

function zoomButtons({ view, alarms }: Context, timeline: Timeline): HTMLElement {
  const first = alarms[0];
  return h(
    'span',
    { class: 'group push' },
    first !== undefined &&
      button('First violation', () => timeline.showOperations([], spanOfAlarm(first)), { class: 'alarm' }),
    button('−', () => timeline.show(view.zoomed(2)), { attributes: { 'aria-label': 'Zoom out' } }),
    button('+', () => timeline.show(view.zoomed(0.5)), { attributes: { 'aria-label': 'Zoom in' } }),
    button('Whole run', () => timeline.show(view.whole)),
  );
}

/** An alarm with enough around it to see where it stands. */
export function spanOfAlarm({ from, to }: { from: number; to: number }): { from: number; to: number } {
  const room = Math.max((to - from) * 0.6, 150e6);
  return { from: from - room, to: to + room };
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

function select(
  label: string,
  all: string,
  names: readonly string[],
  show: (name: string) => string,
): HTMLSelectElement {
  return h(
    'select',
    { attributes: { 'aria-label': label } },
    h('option', { attributes: { value: '' } }, all),
    ...names.map((name) => h('option', { attributes: { value: name } }, show(name))),
  );
}

/** Names that can be switched on together; none on means all. */
function chips(label: string, names: readonly string[], changed: () => void, mark?: string) {
  const chosen = new Set<string>();
  const buttons = names.map((name) => {
    const chip = button(
      name,
      () => {
        if (!chosen.delete(name)) chosen.add(name);
        chip.setAttribute('aria-pressed', String(chosen.has(name)));
        changed();
      },
      { class: 'chip', attributes: { 'aria-pressed': 'false' } },
    );
    if (mark !== undefined) chip.prepend(h('span', { class: `mark ${mark}${name}` }));
    return chip;
  });
  return {
    element: h('span', { class: 'group', attributes: { role: 'group', 'aria-label': label } }, ...buttons),
    chosen: (): ReadonlySet<string> => new Set(chosen),
    clear: (): void => {
      chosen.clear();
      for (const chip of buttons) chip.setAttribute('aria-pressed', 'false');
    },
  };
}

export function debounced(act: () => void, milliseconds: number): () => void {
  let timer = 0;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, milliseconds);
  };
}
