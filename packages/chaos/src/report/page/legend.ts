import { faultClass, faultClasses, h } from '@seaworthy/porcupine/page';
import type { FaultClass } from '@seaworthy/porcupine/page';
import { outcomes } from '../data.ts';
import type { Context } from './context.ts';

const outcomeWords = {
  ok: 'ok',
  fail: 'fail: did not happen',
  info: 'info: nobody knows, end open',
} as const;
const faultWords: Readonly<Record<FaultClass, string>> = {
  partition: 'partition',
  kill: 'kill',
  pause: 'pause',
  clock: 'clock',
  other: 'other fault',
};

/** What the colours of the timeline mean; only those that occur. */
export function makeLegend({ model }: Context): HTMLElement {
  const item = (mark: string, text: string): HTMLElement =>
    h('span', {}, h('span', { class: `mark ${mark}` }), text);
  const classes = new Set(model.faults.map((fault) => faultClass(fault.kind)));
  return h(
    'p',
    { class: 'legend' },
    ...outcomes.map((name) => item(`mark-${name}`, outcomeWords[name])),
    h(
      'span',
      { class: 'shades' },
      h('span', { class: 'mark shade-1' }),
      'read',
      h('span', { class: 'mark shade-2' }),
      'write',
      h('span', { class: 'mark shade-3' }),
      'cas',
    ),
    ...faultClasses
      .filter((name) => classes.has(name))
      .map((name) => item(`fault-${name}`, faultWords[name])),
    model.data.results.clocks.length > 0 &&
      h(
        'span',
        {},
        h('span', { class: 'line' }),
        'wall clock',
        h('span', { class: 'line dashed' }),
        'monotonic clock',
      ),
  );
}
