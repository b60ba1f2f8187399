import { h } from '../../page/index.ts';
import type { Context } from './context.ts';

/** What the colours and signs mean; only those that occur. */
export function makeLegend({ model }: Context): HTMLElement {
  const outcomes = new Set(model.outcome);
  const item = (mark: string, text: string, occurs = true): HTMLElement | false =>
    occurs && h('span', {}, h('span', { class: `mark ${mark}` }), text);
  const unplaced = model.placed.some((placed, i) => placed === 0 && model.outcome[i] === 0);
  return h(
    'p',
    { class: 'legend' },
    item('mark-look', 'looks'),
    item('mark-ok', 'acts'),
    item('mark-fail', 'failed: did not happen', outcomes.has(1)),
    item('mark-info', 'unknown outcome, end open', outcomes.has(2)),
    item('mark-unplaced', 'in no order', unplaced),
    h('span', {}, h('span', { class: 'tick' }), 'takes effect here'),
    h('span', {}, h('span', { class: 'line' }), 'order'),
    model.violations.length > 0 && h('span', { class: 'cross' }, '× cannot come next'),
  );
}
