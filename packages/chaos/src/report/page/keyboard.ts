import { attachKeys, lowerBound, viewKeys } from '@seaworthy/porcupine/page';
import type { KeyHelp } from '@seaworthy/porcupine/page';
import type { Row } from './rows.ts';
import type { Timeline } from './timeline.ts';

export const keys: KeyHelp = [
  ['+ −', 'zoom in, zoom out'],
  ['← →', 'earlier, later'],
  ['Home', 'the whole run'],
  ['N P', 'next, previous operation that the filter admits'],
  ['↑ ↓', 'to the process above, below'],
  ['Esc', 'let go'],
  ['/', 'search'],
];

/** Everything that the pointer does on the timeline, from the keyboard. */
export function attachKeyboard(timeline: Timeline, focusSearch: () => void): void {
  attachKeys(timeline.canvas, {
    ...viewKeys(timeline),
    ArrowUp: () => changeRow(timeline, -1),
    ArrowDown: () => changeRow(timeline, 1),
    n: () => step(timeline, 1),
    p: () => step(timeline, -1),
    '/': focusSearch,
  });
}

/** Goes to the next or previous operation, of any process, that the filter admits. */
export function step(timeline: Timeline, direction: 1 | -1): void {
  const { model, selection, view } = timeline.context;
  const here = pinnedOperation(timeline);
  const inView = lowerBound(model.count, view.from + view.span / 2, (i) => model.start[i]!);
  let number = here === undefined ? (direction === 1 ? inView : inView - 1) : here + direction;
  while (number >= 0 && number < model.count && selection.mask[number] !== 1) number += direction;
  if (number >= 0 && number < model.count) timeline.pinOperation(number);
}

function changeRow(timeline: Timeline, direction: 1 | -1): void {
  const { model, rows, view } = timeline.context;
  const here = pinnedOperation(timeline);
  if (here === undefined) {
    step(timeline, 1);
    return;
  }
  const position = rows.findIndex((row) => row.processes.includes(model.process[here]!)) + direction;
  const row = rows[position];
  const time = Math.max(model.start[here]!, view.from);
  if (row !== undefined) timeline.pinOperation(nearest(timeline, row, time));
}

function nearest(timeline: Timeline, row: Row, time: number): number {
  const { model } = timeline.context;
  const startOf = (position: number): number => model.start[row.operations[position]!]!;
  const count = row.operations.length;
  const after = lowerBound(count, time, startOf);
  const before = Math.max(0, after - 1);
  const closer = after >= count || time - startOf(before) < startOf(after) - time ? before : after;
  return row.operations[closer]!;
}

function pinnedOperation(timeline: Timeline): number | undefined {
  return timeline.pinned?.kind === 'operation' ? timeline.pinned.number : undefined;
}
