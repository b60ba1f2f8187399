import { h, svg } from './dom.ts';
import * as format from './format.ts';
import { info, outcomeOf, textOf } from './model.ts';
import type { Model } from './model.ts';

const left = 84;
const right = 24;
const rowHeight = 44;
const barHeight = 26;
const head = 18;

/**
 * The few operations that contradict each other, large: one row per process in the order of their first calls, every
 * begin and end in its true order. Distances mean nothing: only the order counts.
 */
export function drawCore(
  model: Model,
  numbers: readonly number[],
  visit: (number: number) => void,
): HTMLElement {
  const box = h('div', { class: 'core-picture' });
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.max(box.clientWidth, 300);
    if (width === drawn) return;
    drawn = width;
    box.replaceChildren(picture(model, numbers, width, visit));
  }).observe(box);
  return box;
}

function picture(
  model: Model,
  numbers: readonly number[],
  width: number,
  visit: (number: number) => void,
): SVGSVGElement {
  const processes = [...new Set(numbers.map((number) => model.process[number]!))];
  const height = head + processes.length * rowHeight + 4;
  const ranks = [...new Set(numbers.flatMap((number) => [model.call[number]!, model.return[number]!]))]
    .filter((rank) => rank < model.points.length)
    .sort((a, b) => a - b);
  const xOf = (rank: number): number => {
    const at = ranks.indexOf(rank);
    return at < 0 ? width - right : left + (at / Math.max(ranks.length - 1, 1)) * (width - left - right - 40);
  };
  const root = svg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'group',
    'aria-label': `${format.plural(numbers.length, 'operation')} as intervals, one row per process`,
  });
  for (const rank of ranks) {
    const x = xOf(rank);
    root.append(svg('line', { x1: x, x2: x, y1: head - 4, y2: height, class: 'moment' }));
    if (ranks.length < 14) root.append(svg('text', { x, y: 11, class: 'time' }, String(model.points[rank])));
  }
  processes.forEach((process, row) => {
    const middle = head + (row + 0.5) * rowHeight;
    root.append(
      svg('line', { x1: left - 12, x2: width - right, y1: middle, y2: middle, class: 'rule' }),
      svg('text', { x: left - 20, y: middle + 4, class: 'name' }, `process ${process}`),
    );
  });
  for (const number of numbers) {
    const y = head + (processes.indexOf(model.process[number]!) + 0.5) * rowHeight - barHeight / 2;
    root.append(bar(model, number, xOf, y, width, visit));
  }
  return root;
}

function bar(
  model: Model,
  number: number,
  xOf: (rank: number) => number,
  y: number,
  width: number,
  visit: (number: number) => void,
): SVGGElement {
  const text = format.clip(format.visible(textOf(model, number)), 44);
  const x = xOf(model.call[number]!);
  const open = model.outcome[number] === info;
  const end = Math.max(open ? width - right : xOf(model.return[number]!), x + 6);
  const group = svg(
    'g',
    {
      class: `operation outcome-${outcomeOf(model, number)}`,
      tabindex: 0,
      role: 'button',
      'aria-label': `${text}, process ${model.process[number]}; show in the picture`,
    },
    open
      ? svg('path', {
          d: `M${x} ${y}H${end - 9}L${end} ${y + barHeight / 2}L${end - 9} ${y + barHeight}H${x}Z`,
          class: 'interval',
        })
      : svg('rect', { x, y, width: end - x, height: barHeight, rx: 4, class: 'interval' }),
    label(text, x, end, y + barHeight / 2 + 4.5, width),
  );
  const act = (): void => visit(number);
  group.addEventListener('click', act);
  group.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    act();
  });
  return group;
}

/** In the bar where there is room, otherwise beside it. */
function label(text: string, x: number, end: number, y: number, width: number): SVGTextElement {
  const needed = text.length * 7;
  if (end - x > needed + 14) return svg('text', { x: x + 9, y, class: 'in' }, text);
  const beside = end + needed + 10 > width;
  return svg('text', { x: beside ? x - 6 : end + 7, y, class: beside ? 'out before' : 'out' }, text);
}
