import { h } from './dom.ts';
import { count, visible } from './format.ts';

/** What can be opened; nothing in it is made before that. */
export function disclosure(summary: string, make: () => HTMLElement): HTMLElement {
  const details = h('details', { class: 'further' }, h('summary', {}, visible(summary)));
  details.addEventListener('toggle', () => details.append(make()), { once: true });
  return details;
}

/** Further things of a kind, closed: the first so many, and how many more there are. */
export function listOthers<T>(
  summary: string,
  others: readonly T[],
  most: number,
  make: (other: T) => HTMLElement,
  whereMore = '',
): HTMLElement {
  const more = others.length - most;
  return h(
    'details',
    { class: 'others' },
    h('summary', {}, summary),
    ...others.slice(0, most).map(make),
    more > 0 && h('p', { class: 'hint' }, `${count(more)} more${whereMore}.`),
  );
}
