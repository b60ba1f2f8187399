// The cost of a put as things grow, as one picture that needs nothing else.
import { AXES } from './growth.mjs';

const PANEL = { width: 300, height: 200, left: 64, top: 34, gapX: 84, gapY: 74 };
const SYSTEMS = [
  { name: 'seaworthy', shape: (x, y) => `<circle cx="${x}" cy="${y}" r="4"/>` },
  { name: 'etcd', shape: (x, y) => `<rect x="${x - 4}" y="${y - 4}" width="8" height="8"/>` },
  { name: 'floor', shape: (x, y) => `<path d="M${x} ${y - 5} l5 9 h-10 z"/>` },
];
const FIGURES = [
  { title: 'puts per second', pick: ({ perSecond }) => perSecond.median },
  { title: 'µs of CPU per put, all servers', pick: ({ serverMicros }) => serverMicros.median },
];
const STYLE = `
  svg { font: 13px system-ui, sans-serif; background: #fff; color: #1c2733 }
  text { fill: currentColor } .faint { fill: #5c6b7a } .title { font-weight: 600 }
  .grid { stroke: #dfe5ea } .line { fill: none; stroke-width: 2 }
  .seaworthy { stroke: #0b6bcb; --mark: #0b6bcb } .etcd { stroke: #b4530a; --mark: #b4530a }
  .floor { stroke: #64707c; --mark: #64707c } .floor .line { stroke-dasharray: 5 4 }
  .mark { fill: var(--mark); stroke: none }
  @media (prefers-color-scheme: dark) {
    svg { background: #11171d; color: #e4eaf0 } .faint { fill: #9aa9b7 } .grid { stroke: #2b3742 }
    .seaworthy { stroke: #58a6ff; --mark: #58a6ff } .etcd { stroke: #f0883e; --mark: #f0883e }
    .floor { stroke: #9aa9b7; --mark: #9aa9b7 }
  }`;

/** @param growth as `measureGrowth` gives it. */
export function growthPicture(growth, caption) {
  const width = PANEL.left + AXES.length * (PANEL.width + PANEL.gapX);
  const height = PANEL.top + FIGURES.length * (PANEL.height + PANEL.gapY) + 44;
  const panels = FIGURES.flatMap((figure, row) =>
    AXES.map((axis, column) => {
      const x = PANEL.left + column * (PANEL.width + PANEL.gapX);
      const y = PANEL.top + row * (PANEL.height + PANEL.gapY);
      return `<g transform="translate(${x} ${y})">${panel(axis, figure, growth[axis.name])}</g>`;
    }),
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">` +
    `<title>The cost of a put as the cluster, the values and the store grow</title><style>${STYLE}</style>` +
    `${panels.join('')}${legend(PANEL.left, height - 50)}` +
    `<text class="faint" x="${PANEL.left}" y="${height - 14}">${escape(caption)}</text></svg>\n`
  );
}

function panel({ label, values }, { title, pick }, points) {
  const figures = points.flatMap(({ systems }) => Object.values(systems).map(pick)).filter(isThere);
  if (figures.length === 0) return '';
  const toX = scale(values[0], values.at(-1), 0, PANEL.width);
  const ticks = ticksOf(Math.min(...figures), Math.max(...figures));
  const toY = scale(ticks[0], ticks.at(-1), PANEL.height, 0);
  const parts = [`<text class="title" x="0" y="-14">${title}</text>`];
  for (const tick of ticks) {
    const y = toY(tick);
    parts.push(`<line class="grid" x1="0" x2="${PANEL.width}" y1="${y}" y2="${y}"/>`);
    parts.push(`<text class="faint" x="-8" y="${y + 4}" text-anchor="end">${short(tick)}</text>`);
  }
  for (const value of values)
    parts.push(
      `<text class="faint" x="${toX(value)}" y="${PANEL.height + 18}" text-anchor="middle">${short(value)}</text>`,
    );
  parts.push(`<text x="${PANEL.width / 2}" y="${PANEL.height + 36}" text-anchor="middle">${label}</text>`);
  for (const { name, shape } of SYSTEMS) {
    const there = points.filter(({ systems }) => systems[name] !== undefined && isThere(pick(systems[name])));
    if (there.length === 0) continue;
    const at = there.map(({ value, systems }) => [toX(value), toY(pick(systems[name]))].map(pixel));
    const marks = there.map(
      ({ systems }, position) =>
        `<g class="mark">${shape(...at[position])}<title>${name}: ${short(pick(systems[name]))}</title></g>`,
    );
    const line = `<polyline class="line" points="${at.map((each) => each.join()).join(' ')}"/>`;
    parts.push(`<g class="${name}">${line}${marks.join('')}</g>`);
  }
  return parts.join('');
}

/** A system that did nothing in its rounds has no figures, and logarithms have no zero. */
function isThere(figure) {
  return figure > 0 && figure < Infinity;
}

function legend(x, y) {
  return SYSTEMS.map(
    ({ name, shape }, position) =>
      `<g class="${name}" transform="translate(${x + position * 110} ${y})"><line class="line" x2="24"/>` +
      `<g class="mark">${shape(12, 0)}</g><text x="32" y="4" stroke="none">${name}</text></g>`,
  ).join('');
}

/** From logarithms to pixels. */
function scale(least, most, from, to) {
  const factor = (to - from) / (Math.log(most) - Math.log(least));
  return (value) => pixel(from + (Math.log(value) - Math.log(least)) * factor);
}

/** 1, 2 and 5 of each power of ten, as many as it takes to have all figures between two of them. */
function ticksOf(least, most) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(least)); ; power++) {
    for (const step of [1, 2, 5]) {
      const tick = step * 10 ** power;
      if (nextTick(tick) > least) ticks.push(tick);
      if (tick >= most && ticks.length > 1) return thinned(ticks);
    }
  }
}

function nextTick(tick) {
  const first = Number(String(tick.toPrecision(1))[0]);
  return tick * (first === 2 ? 2.5 : 2);
}

/** The ends, and of the others at most every second one. */
function thinned(ticks) {
  const every = Math.ceil(ticks.length / 6);
  return ticks.filter((_, position) => position % every === 0 || position === ticks.length - 1);
}

function pixel(value) {
  return Math.round(value * 10) / 10;
}

function short(value) {
  if (value >= 1_000_000) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 10_000) return `${Number((value / 1000).toPrecision(3))}k`;
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
