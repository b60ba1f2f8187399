import { round } from '../numbers.mjs';
import { pairedRatio } from './report.mjs';

/** What is compared, and whether more of it is better. */
const FIGURES = [
  { figure: 'perSecond', name: 'operations/s', more: true },
  { figure: 'serverMicros', name: 'server CPU per operation', more: false },
  { figure: 'p50', name: 'p50', more: false },
];
const OTHERS = ['floor', 'etcd'];

/** Every figure of every shape, as a ratio to each of the other systems. */
export function ratiosOf(rows) {
  return rows.flatMap((row) =>
    FIGURES.flatMap(({ figure, name }) =>
      OTHERS.map((other) => ({
        name: `${row.shape}: ${name} to ${other}`,
        figure,
        ratio: pairedRatio(row, figure, 'seaworthy', other),
      })),
    ).filter(({ ratio }) => ratio !== undefined),
  );
}

/** How the ratios changed; what is measured now and was not, or the other way round, is left out. */
export function compareRatios(now, stored, tolerance) {
  const before = new Map(stored.map(({ name, ratio }) => [name, ratio]));
  return now
    .filter(({ name }) => before.has(name))
    .map(({ name, figure, ratio }) => {
      const { more } = FIGURES.find((known) => known.figure === figure);
      const gain = more ? ratio / before.get(name) : before.get(name) / ratio;
      const verdict = gain < 1 - tolerance ? 'WORSE' : gain > 1 / (1 - tolerance) ? 'better' : 'alike';
      return { name, stored: before.get(name), now: ratio, gain: round(gain), verdict };
    });
}
