import { lowerBound } from './model.ts';
import type { Row } from './rows.ts';
import type { Timeline } from './timeline.ts';

export const keys: readonly (readonly [keys: string, does: string])[] = [
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
  const { view } = timeline.context;
  const acts: Readonly<Record<string, () => void>> = {
    '+': () => timeline.show(view.zoomed(0.5)),
    '=': () => timeline.show(view.zoomed(0.5)),
    '-': () => timeline.show(view.zoomed(2)),
    _: () => timeline.show(view.zoomed(2)),
    ArrowLeft: () => view.show(view.panned(-0.1)),
    ArrowRight: () => view.show(view.panned(0.1)),
    PageUp: () => timeline.show(view.panned(-0.9)),
    PageDown: () => timeline.show(view.panned(0.9)),
    ArrowUp: () => changeRow(timeline, -1),
    ArrowDown: () => changeRow(timeline, 1),
    Home: () => timeline.show(view.whole),
    n: () => step(timeline, 1),
    p: () => step(timeline, -1),
    Escape: () => timeline.unpin(),
    '/': focusSearch,
  };
  timeline.canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = acts[event.key] ?? acts[event.key.toLowerCase()];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

/** Goes to the next or previous operation, of any process, that the filter admits. */
export function step(timeline: Timeline, direction: 1 | -1): void {
  const { model, selection, view } = timeline.context;
  const here = pinnedOperation(timeline);
  const inView = lowerBound(model.start, view.from + view.span / 2);
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
  const starts = Array.from(row.operations, (number) => model.start[number]!);
  const after = lowerBound(starts, time);
  const before = Math.max(0, after - 1);
  const closer = after >= starts.length || time - starts[before]! < starts[after]! - time ? before : after;
  return row.operations[closer]!;
}

function pinnedOperation(timeline: Timeline): number | undefined {
  return timeline.pinned?.kind === 'operation' ? timeline.pinned.number : undefined;
}
