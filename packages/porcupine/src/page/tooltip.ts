import type { Description } from './description.ts';
import { button, h } from './dom.ts';
import { visible } from './format.ts';

/** A card beside a thing in the picture; a pinned one stays and can be copied from. */
export class Tooltip {
  readonly element: HTMLElement;
  readonly #close: () => void;
  #key: unknown;

  constructor(close: () => void) {
    this.#close = close;
    this.element = h('div', { class: 'tooltip', attributes: { role: 'tooltip', hidden: '' } });
  }

  hide(): void {
    this.element.hidden = true;
    this.#key = undefined;
  }

  /** Shows what is said, beside the point (x, y) of the element it lies in. */
  show(
    key: unknown,
    describe: () => Description,
    pinned: boolean,
    x: number,
    y: number,
    width: number,
  ): void {
    if (key !== this.#key || this.element.classList.contains('pinned') !== pinned) {
      this.#fill(describe(), pinned);
      this.#key = key;
    }
    this.element.hidden = false;
    const { offsetWidth, offsetHeight } = this.element;
    const left = x + 16 + offsetWidth <= width ? x + 16 : x - 16 - offsetWidth;
    const room = window.innerHeight - (this.element.parentElement?.getBoundingClientRect().top ?? 0);
    this.element.style.left = `${Math.max(0, Math.min(left, width - offsetWidth))}px`;
    this.element.style.top = `${Math.max(0, Math.min(y + 14, room - offsetHeight - 8))}px`;
  }

  #fill(description: Description, pinned: boolean): void {
    this.element.classList.toggle('pinned', pinned);
    this.element.replaceChildren(
      h(
        'div',
        { class: 'tooltip-head' },
        h('span', { class: `mark ${description.mark}` }),
        h('strong', {}, visible(description.heading)),
        pinned && button('×', this.#close, { class: 'close', attributes: { 'aria-label': 'Close' } }),
      ),
      h('dl', {}, ...description.facts.flatMap(([name, text]) => [h('dt', {}, name), h('dd', {}, text)])),
    );
  }
}
