import type { Context } from './context.ts';
import { h, svg } from './dom.ts';
import { faultLabel } from './draw-faults.ts';
import * as format from './format.ts';
import { faultsDuring, operationAt, type Operation } from './model.ts';
import { faultClass, shadeOf } from './theme.ts';

const left = 84;
const right = 24;
const rowHeight = 46;
const barHeight = 26;
const head = 30;

/**
 * The few operations that contradict each other, large: one row per process in the order of their first deeds, every begin and end in its true order.
 * Distances are compressed, for a stale read may follow its write by seconds and last microseconds.
 */
export function drawAnomaly(
  context: Context,
  numbers: readonly number[],
  jump: (number: number) => void,
): HTMLElement {
  const box = h('div', { class: 'anomaly-picture' });
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.max(box.clientWidth, 320);
    if (width === drawn) return;
    drawn = width;
    box.replaceChildren(picture(context, numbers, width, jump));
  }).observe(box);
  return box;
}

function picture(
  context: Context,
  numbers: readonly number[],
  width: number,
  jump: (number: number) => void,
): SVGSVGElement {
  const { model } = context;
  const operations = numbers.map((number) => operationAt(model, number));
  const processes = [...new Set(operations.map((operation) => operation.process))];
  const xOf = compress(operations, width);
  const from = Math.min(...operations.map((operation) => operation.start));
  const to = Math.max(...operations.map((operation) => operation.end));
  const faults = faultsDuring(model, from, to);
  const top = head + faults.length * 20;
  const height = top + processes.length * rowHeight + 8;
  const root = svg('svg', {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'group',
    'aria-label': `The ${operations.length} operations as intervals, one row per process`,
  });
  faults.forEach((fault, row) => {
    const [x, end] = [xOf(Math.max(fault.from, from)), xOf(Math.min(fault.to ?? to, to))];
    root.append(
      svg('rect', {
        x,
        y: head + row * 20 - 4,
        width: Math.max(end - x, 2),
        height: height - head - row * 20,
        class: `shade fault-${faultClass(fault.kind)}`,
      }),
      svg('rect', {
        x,
        y: head + row * 20 - 4,
        width: Math.max(end - x, 2),
        height: 2,
        class: `bar fault-${faultClass(fault.kind)}`,
      }),
      svg('text', { x: x + 6, y: head + row * 20 + 10, class: 'small' }, faultLabel(fault)),
    );
  });
  root.append(...moments(operations, xOf, height));
  processes.forEach((process, row) => {
    const middle = top + (row + 0.5) * rowHeight;
    root.append(
      svg('line', { x1: left - 12, x2: width - right, y1: middle, y2: middle, class: 'rule' }),
      svg('text', { x: left - 20, y: middle + 4, class: 'name' }, `process ${process}`),
    );
  });
  for (const operation of operations) {
    const y = top + (processes.indexOf(operation.process) + 0.5) * rowHeight - barHeight / 2;
    root.append(bar(operation, xOf, y, width, jump));
  }
  return root;
}

/** Begins and ends as hair lines with their times, as far as the times do not run into each other. */
function moments(
  operations: readonly Operation[],
  xOf: (time: number) => number,
  height: number,
): SVGElement[] {
  const times = [...new Set(operations.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  let free = -Infinity;
  return times.flatMap((time) => {
    const x = xOf(time);
    const line = svg('line', { x1: x, x2: x, y1: head - 10, y2: height, class: 'moment' });
    if (x < free) return [line];
    free = x + 76;
    return [line, svg('text', { x, y: 12, class: 'time' }, format.moment(time, 1e5))];
  });
}

function bar(
  operation: Operation,
  xOf: (time: number) => number,
  y: number,
  width: number,
  jump: (number: number) => void,
): SVGGElement {
  const x = xOf(operation.start);
  const open = operation.outcome === 'info';
  const end = open ? width - right : Math.max(xOf(operation.end), x + 6);
  const text = format.clip(format.summary(operation), 48);
  const act = (): void => jump(operation.number);
  const group = svg(
    'g',
    {
      class: `operation outcome-${operation.outcome} shade-${shadeOf(operation.f) + 1}`,
      tabindex: 0,
      role: 'button',
      'aria-label': `${text}, process ${operation.process}; show in the timeline`,
    },
    open
      ? svg('path', {
          d: `M${x} ${y}H${end - 9}L${end} ${y + barHeight / 2}L${end - 9} ${y + barHeight}H${x}Z`,
          class: 'interval',
        })
      : svg('rect', { x, y, width: end - x, height: barHeight, rx: 4, class: 'interval' }),
  );
  const inside = end - x > text.length * 7 + 14;
  const beside = !inside && end + text.length * 7 + 10 > width;
  group.append(
    svg(
      'text',
      {
        x: inside ? x + 9 : beside ? x - 6 : end + 7,
        y: y + barHeight / 2 + 4.5,
        class: inside ? 'in' : beside ? 'out before' : 'out',
      },
      text,
    ),
  );
  group.addEventListener('click', act);
  group.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    act();
  });
  return group;
}

/** Maps times to pixels in order, a gap's width growing with the root of its length, and none so short that it vanishes. */
function compress(operations: readonly Operation[], width: number): (time: number) => number {
  const times = [
    ...new Set(
      operations.flatMap(({ start, end, outcome }) => (outcome === 'info' ? [start] : [start, end])),
    ),
  ].sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  const longest = Math.max(...gaps, 1);
  const weights = gaps.map((gap) => 0.28 + Math.sqrt(gap / longest));
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const positions = [left];
  for (const weight of weights)
    positions.push(positions.at(-1)! + (weight / total) * (width - left - right - 40));
  return (time) => {
    const after = times.findIndex((known) => known >= time);
    if (after === -1) return width - right;
    if (after === 0) return left;
    const [a, b] = [times[after - 1]!, times[after]!];
    return positions[after - 1]! + ((time - a) / (b - a)) * (positions[after]! - positions[after - 1]!);
  };
}
