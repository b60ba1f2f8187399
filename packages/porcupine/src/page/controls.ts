import { button, h } from './dom.ts';
import { clip, visible } from './format.ts';

const SEARCH_DELAY_MS = 120;

/** One of several, or all. */
export function select(
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

export interface Chips {
  readonly element: HTMLElement;
  readonly chosen: () => ReadonlySet<string>;
  readonly choose: (names: ReadonlySet<string>) => void;
}

/**
 * Names that can be switched on together; none on means all.
 *
 * @param mark the beginning of a class for a coloured mark before each name.
 */
export function chips(label: string, names: readonly string[], changed: () => void, mark?: string): Chips {
  const chosen = new Set<string>();
  const buttons = names.map((name) => {
    const chip = button(
      clip(visible(name), 24),
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
    chosen: () => new Set(chosen),
    choose(wanted) {
      chosen.clear();
      for (const name of wanted) chosen.add(name);
      say();
    },
  };
}

/** Tells of what is typed once the typing rests; Enter steps forward, with Shift back. */
export function searchBox(
  placeholder: string,
  label: string,
  changed: () => void,
  step: (direction: 1 | -1) => void,
): HTMLInputElement {
  const box = h('input', {
    class: 'search',
    attributes: { type: 'search', placeholder, 'aria-label': label },
  });
  let timer = 0;
  box.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(changed, SEARCH_DELAY_MS);
  });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
  });
  return box;
}

export function walkButtons(step: (direction: 1 | -1) => void): HTMLElement {
  return h(
    'span',
    { class: 'group' },
    button('‹', () => step(-1), { attributes: { 'aria-label': 'Previous matching operation' } }),
    button('›', () => step(1), { attributes: { 'aria-label': 'Next matching operation' } }),
  );
}
