import { h, svg } from './dom.ts';

const left = 84;
const right = 24;
const rowHeight = 44;
const barHeight = 26;
const bandHeight = 20;
/** Between the last moment and where open intervals end. */
const openRoom = 40;

export interface Interval {
  readonly process: number;
  readonly from: number;
  /** Not looked at if the interval is open. */
  readonly to: number;
  readonly isOpen: boolean;
  readonly text: string;
  /** Classes for its colours. */
  readonly mark: string;
  readonly visit: () => void;
}

/** A place where something begins or ends, and what is written above it, if there is room. */
export interface IntervalMoment {
  readonly at: number;
  readonly label: string;
}

/** What lasted meanwhile, behind the intervals. */
export interface IntervalBand {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** A class for its colour. */
  readonly mark: string;
}

interface IntervalPicture {
  readonly intervals: readonly Interval[];
  /** In order. */
  readonly moments: readonly IntervalMoment[];
  /** Between moments, their distances in any measure; without it, all are the same. */
  readonly gaps?: readonly number[];
  readonly bands?: readonly IntervalBand[];
  /** What a click does, for those who listen. */
  readonly visits: string;
}

/**
 * A few operations, large: one row per process in the order of their first calls, every begin and end in its true
 * order.
 */
export function drawIntervals(picture: IntervalPicture): HTMLElement {
  const box = h('div', { class: 'interval-picture' });
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.max(box.clientWidth, 320);
    if (width === drawn) return;
    drawn = width;
    box.replaceChildren(draw(picture, width));
  }).observe(box);
  return box;
}

function draw(picture: IntervalPicture, width: number): SVGSVGElement {
  const { intervals, moments, bands = [] } = picture;
  const processes = [...new Set(intervals.map(({ process }) => process))];
  const xOf = placer(picture, width);
  const head = 18;
  const top = head + bands.length * bandHeight;
  const height = top + processes.length * rowHeight + 4;
  const noun = intervals.length === 1 ? 'operation' : 'operations';
  const root = svg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'group',
    'aria-label': `${intervals.length} ${noun} as intervals, one row per process`,
  });
  bands.forEach((band, row) => root.append(...drawBand(band, xOf, head + row * bandHeight, height)));
  root.append(...drawMoments(moments, xOf, head, height));
  processes.forEach((process, row) => {
    const middle = top + (row + 0.5) * rowHeight;
    root.append(
      svg('line', { x1: left - 12, x2: width - right, y1: middle, y2: middle, class: 'rule' }),
      svg('text', { x: left - 20, y: middle + 4, class: 'name' }, `process ${process}`),
    );
  });
  for (const interval of intervals) {
    const y = top + (processes.indexOf(interval.process) + 0.5) * rowHeight - barHeight / 2;
    root.append(drawBar(interval, picture.visits, xOf, y, width));
  }
  return root;
}

/** Maps places to pixels in order; places between two moments lie between them. */
function placer({ moments, gaps }: IntervalPicture, width: number): (place: number) => number {
  const weights = gaps ?? moments.slice(1).map(() => 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const positions = [left];
  for (const weight of weights) {
    positions.push(positions.at(-1)! + (weight / total) * (width - left - right - openRoom));
  }
  return (place) => {
    const after = moments.findIndex(({ at }) => at >= place);
    if (after === -1) return width - right;
    if (after === 0) return left;
    const [a, b] = [moments[after - 1]!.at, moments[after]!.at];
    return positions[after - 1]! + ((place - a) / (b - a)) * (positions[after]! - positions[after - 1]!);
  };
}

function drawBand(
  { from, to, label, mark }: IntervalBand,
  xOf: (place: number) => number,
  top: number,
  height: number,
): SVGElement[] {
  const x = xOf(from);
  const width = Math.max(xOf(to) - x, 2);
  return [
    svg('rect', { x, y: top, width, height: height - top, class: `shade ${mark}` }),
    svg('rect', { x, y: top, width, height: 2, class: `bar ${mark}` }),
    svg('text', { x: x + 6, y: top + 14, class: 'small' }, label),
  ];
}

/** Hair lines with their labels, as far as these do not run into each other. */
function drawMoments(
  moments: readonly IntervalMoment[],
  xOf: (place: number) => number,
  head: number,
  height: number,
): SVGElement[] {
  let free = -Infinity;
  return moments.flatMap(({ at, label }) => {
    const x = xOf(at);
    const line = svg('line', { x1: x, x2: x, y1: head - 4, y2: height, class: 'moment' });
    const half = label.length * 3.6;
    if (x - half < free) return [line];
    free = x + half + 6;
    return [line, svg('text', { x, y: 11, class: 'time' }, label)];
  });
}

function drawBar(
  { process, from, to, isOpen, text, mark, visit }: Interval,
  visits: string,
  xOf: (place: number) => number,
  y: number,
  width: number,
): SVGGElement {
  const x = xOf(from);
  const end = Math.max(isOpen ? width - right : xOf(to), x + 6);
  const point = `M${x} ${y}H${end - 9}L${end} ${y + barHeight / 2}L${end - 9} ${y + barHeight}H${x}Z`;
  const group = svg(
    'g',
    {
      class: `operation ${mark}`,
      tabindex: 0,
      role: 'button',
      'aria-label': `${text}, process ${process}; ${visits}`,
    },
    isOpen
      ? svg('path', { d: point, class: 'interval' })
      : svg('rect', { x, y, width: end - x, height: barHeight, rx: 4, class: 'interval' }),
    drawText(text, x, end, y + barHeight / 2 + 4.5, width),
  );
  group.addEventListener('click', visit);
  group.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    visit();
  });
  return group;
}

/** In the bar where there is room, otherwise beside it. */
function drawText(text: string, x: number, end: number, y: number, width: number): SVGTextElement {
  const needed = text.length * 7;
  if (end - x > needed + 14) return svg('text', { x: x + 9, y, class: 'in' }, text);
  const isBefore = end + needed + 10 > width;
  return svg('text', { x: isBefore ? x - 6 : end + 7, y, class: isBefore ? 'out before' : 'out' }, text);
}
