import { attachKeys, lowerBound, viewKeys } from '../../page/index.ts';
import type { KeyHelp } from '../../page/index.ts';
import type { Timeline } from './timeline.ts';

export const keys: KeyHelp = [
  ['+ −', 'zoom in, zoom out'],
  ['← →', 'to the left, to the right'],
  ['Home', 'everything'],
  ['N P', 'next, previous operation that the filter admits'],
  ['] [', 'next, previous operation in the order of its partition'],
  ['↑ ↓', 'to the process above, below'],
  ['V', 'next violation'],
  ['Esc', 'let go'],
  ['/', 'search'],
];

/** Everything that the pointer does on the timeline, from the keyboard. */
export function attachKeyboard(timeline: Timeline, focusSearch: () => void, nextViolation: () => void): void {
  attachKeys(timeline.canvas, {
    ...viewKeys(timeline),
    ArrowUp: () => changeRow(timeline, -1),
    ArrowDown: () => changeRow(timeline, 1),
    n: () => step(timeline, 1),
    p: () => step(timeline, -1),
    ']': () => stepInOrder(timeline, 1),
    '[': () => stepInOrder(timeline, -1),
    v: nextViolation,
    '/': focusSearch,
  });
}

/** Goes to the next or previous operation, of any process, that the filter admits. */
export function step(timeline: Timeline, direction: 1 | -1): void {
  const { model, selection, view, axis } = timeline.context;
  const here = pinnedOperation(timeline);
  const inView = lowerBound(model.count, view.from, (number) => axis.begin(number));
  let number = here === undefined ? (direction === 1 ? inView : inView - 1) : here + direction;
  while (number >= 0 && number < model.count && selection.mask[number] !== 1) number += direction;
  if (number >= 0 && number < model.count) timeline.pinOperation(number);
}

/** Goes to what takes effect next, or took effect before, in the main order of the partition. */
function stepInOrder(timeline: Timeline, direction: 1 | -1): void {
  const { model } = timeline.context;
  const here = pinnedOperation(timeline);
  if (here === undefined) {
    step(timeline, direction);
    return;
  }
  const order = model.data.partitions[model.partition[here]!]?.orders[0];
  const position = order?.operations.indexOf(here) ?? -1;
  const next = position < 0 ? undefined : order?.operations[position + direction];
  if (next !== undefined) timeline.pinOperation(next);
}

function changeRow(timeline: Timeline, direction: 1 | -1): void {
  const { context } = timeline;
  const { rows, view, axis } = context;
  const here = pinnedOperation(timeline);
  const spot = here === undefined ? undefined : context.spotOf(here);
  if (here === undefined || spot === undefined) {
    step(timeline, 1);
    return;
  }
  const row = rows[spot.row + direction];
  if (row === undefined) return;
  const place = Math.max(axis.begin(here), view.from);
  const begin = (position: number): number => axis.begin(row.operations[position]!);
  const after = lowerBound(row.operations.length, place, begin);
  const before = Math.max(0, after - 1);
  const closer =
    after >= row.operations.length || place - begin(before) < begin(after) - place ? before : after;
  timeline.pinOperation(row.operations[closer]!);
}

function pinnedOperation(timeline: Timeline): number | undefined {
  return timeline.pinned?.kind === 'operation' ? timeline.pinned.number : undefined;
}
