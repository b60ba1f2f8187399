import { outcomes } from '../data.ts';
import type { Context } from './context.ts';
import { button, h } from './dom.ts';
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
  const search = h('input', {
    class: 'search',
    attributes: { type: 'search', placeholder: 'Search', 'aria-label': 'Search operations by value or key' },
  });
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
      kinds.element,
      types.element,
      key,
      process,
      search,
      walkButtons(timeline),
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

function walkButtons(timeline: Timeline): HTMLElement {
  return h(
    'span',
    { class: 'group' },
    button('‹', () => step(timeline, -1), { attributes: { 'aria-label': 'Previous matching operation' } }),
    button('›', () => step(timeline, 1), { attributes: { 'aria-label': 'Next matching operation' } }),
  );
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

function select(
  label: string,
  all: string,
  options: readonly (readonly [value: string, text: string])[],
): HTMLSelectElement {
  return h(
    'select',
    { attributes: { 'aria-label': label } },
    h('option', { attributes: { value: '' } }, all),
    ...options.map(([value, text]) => h('option', { attributes: { value } }, text)),
  );
}

/** Names that can be switched on together; none on means all. */
function chips(label: string, names: readonly string[], changed: () => void, mark?: string) {
  const chosen = new Set<string>();
  const buttons = names.map((name) => {
    const chip = button(
      format.clip(format.visible(name), 24),
      () => {
        if (!chosen.delete(name)) chosen.add(name);
        say();
        changed();
      },
      { class: 'chip', attributes: { 'aria-pressed': 'false' } },
    );
    if (mark !== undefined) chip.prepend(h('span', { class: `mark ${mark}${name}` }));
    return chip;
  });
  const say = (): void =>
    buttons.forEach((chip, i) => chip.setAttribute('aria-pressed', String(chosen.has(names[i]!))));
  return {
    element: h('span', { class: 'group', attributes: { role: 'group', 'aria-label': label } }, ...buttons),
    chosen: (): ReadonlySet<string> => new Set(chosen),
    choose: (wanted: ReadonlySet<string>): void => {
      chosen.clear();
      for (const name of wanted) chosen.add(name);
      say();
    },
  };
}

function debounced(act: () => void, milliseconds: number): () => void {
  let timer = 0;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, milliseconds);
  };
}
