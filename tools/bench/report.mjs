import { median, round } from '../numbers.mjs';

/** The median of the ratios of the rounds, which were measured one right after the other; undefined where one lacks. */
export function pairedRatio(row, figure, system, other) {
  const [above, below] = [row?.systems[system]?.[figure], row?.systems[other]?.[figure]];
  if (above === undefined || below === undefined) return undefined;
  return round(median(above.all.map((value, position) => value / below.all[position])));
}

/** One line for a shape, with the columns of the table of loads. */
export function loadLine(row) {
  const { floor, seaworthy, etcd } = row.systems;
  const cell = (figures) => (figures === undefined ? '-' : perSecond(figures));
  const times = (system, other) => pairedRatio(row, 'perSecond', system, other) ?? '-';
  return {
    shape: row.shape,
    'floor/s': cell(floor),
    'seaworthy/s': cell(seaworthy),
    'etcd/s': cell(etcd),
    'of floor': times('seaworthy', 'floor'),
    '× etcd': times('seaworthy', 'etcd'),
    'p50 ms f/s/e': each(row, ({ p50 }) => p50.median),
    'p99 ms f/s/e': each(row, ({ p99 }) => p99.median),
    'p99.9 ms f/s/e': each(row, ({ p999 }) => p999.median),
    'max ms f/s/e': each(row, ({ max }) => max.max),
    'server µs f/s/e': each(row, ({ serverMicros }) => serverMicros.median),
    'load µs f/s/e': each(row, ({ loadMicros }) => loadMicros.median),
    others: `${Math.round(100 * median(Object.values(row.systems).map(({ othersShare }) => othersShare.median)))} %`,
    errors: Object.values(row.systems).some(({ errors }) => Object.keys(errors).length > 0)
      ? each(row, ({ errors }) => Object.values(errors).reduce((a, b) => a + b, 0))
      : '',
  };
}

/** One line for each event, with its figures by name. */
export function showEvents(events) {
  for (const [event, figures] of Object.entries(events)) {
    const told = Object.entries(figures).map(([name, value]) => `${name} ${[value].flat().join('/')}`);
    console.log(`  ${event}: ${told.join('; ')}`);
  }
}

function perSecond({ perSecond: { median: middle, min, max } }) {
  const thousands = (value) => (value >= 10_000 ? `${Math.round(value / 1000)}k` : String(Math.round(value)));
  return `${thousands(middle)} (${thousands(min)}-${thousands(max)})`;
}

function each({ systems: { floor, seaworthy, etcd } }, pick) {
  return [floor, seaworthy, etcd]
    .map((figures) => (figures === undefined ? '-' : short(pick(figures))))
    .join(' / ');
}

function short(value) {
  return Number.isFinite(value) ? round(value) : '-';
}
