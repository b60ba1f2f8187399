import { h, svg } from './dom.ts';

type Verdict = 'valid' | 'invalid' | 'unknown';

const words: Readonly<Record<Verdict, string>> = { valid: 'Valid', invalid: 'Invalid', unknown: 'Unknown' };

const paths: Readonly<Record<Verdict, string>> = {
  valid: 'M5 10.5 8.5 14 15 6.5',
  invalid: 'M6 6 14 14M14 6 6 14',
  unknown: 'M7.4 7.6A2.7 2.7 0 1 1 10 10.6V12M10 14.6v.2',
};

/** The verdict, as a word and a sign. */
export function verdictBadge(verdict: Verdict): HTMLElement {
  const icon = svg(
    'svg',
    { viewBox: '0 0 20 20', width: 22, height: 22, 'aria-hidden': 'true' },
    svg('path', {
      d: paths[verdict],
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 2.2,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
  );
  return h('span', { class: 'badge' }, icon, words[verdict]);
}
