import { h } from './dom.ts';
import type { Pane } from './pane.ts';

/** Keys, and what they do. */
export type KeyHelp = readonly (readonly [keys: string, does: string])[];

type Acts = Readonly<Record<string, () => void>>;

/** Zooms and pans from the keyboard, and lets go of what is pinned. */
export function viewKeys(pane: Pane<unknown>): Acts {
  const { view } = pane;
  return {
    '+': () => pane.show(view.zoomed(0.5)),
    '=': () => pane.show(view.zoomed(0.5)),
    '-': () => pane.show(view.zoomed(2)),
    _: () => pane.show(view.zoomed(2)),
    ArrowLeft: () => view.show(view.panned(-0.1)),
    ArrowRight: () => view.show(view.panned(0.1)),
    PageUp: () => pane.show(view.panned(-0.9)),
    PageDown: () => pane.show(view.panned(0.9)),
    Home: () => pane.show(view.whole),
    Escape: () => pane.unpin(),
  };
}

/** Does what the keys ask for while the element has the focus. */
export function attachKeys(element: HTMLElement, acts: Acts): void {
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = acts[event.key] ?? acts[event.key.toLowerCase()];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

/** The element that canvases name as their description. */
export function keyTable(keys: KeyHelp): HTMLElement {
  return h(
    'details',
    { class: 'keys', id: 'keys' },
    h('summary', {}, 'Keys, when the picture has the focus'),
    h('dl', {}, ...keys.flatMap(([key, does]) => [h('dt', {}, key), h('dd', {}, does)])),
  );
}
