import { toX } from '../../page/index.ts';
import type { Box, PlotFrame } from '../../page/index.ts';
import type { Context } from './context.ts';
import type { Layout } from './layout.ts';
import type { Theme } from './theme.ts';

/** One picture to be drawn. */
export interface Frame extends PlotFrame {
  readonly theme: Theme;
  readonly context: Context;
  readonly layout: Layout;
  /** How far the rows are scrolled. */
  readonly scroll: number;
}

export function rowTop({ layout, scroll }: Frame, row: number): number {
  return layout.top + row * layout.rowHeight - scroll;
}

/** Numbers of the rows that are in sight: the first, and the one after the last. */
export function rowsInSight({ layout, scroll, context }: Frame): { first: number; last: number } {
  const first = Math.max(0, Math.floor(scroll / layout.rowHeight));
  const seen = Math.ceil((layout.height - layout.top) / layout.rowHeight) + 1;
  return { first, last: Math.min(context.rows.length, first + seen) };
}

export function boxOf(frame: Frame, number: number): Box | undefined {
  const spot = frame.context.spotOf(number);
  if (spot === undefined) return undefined;
  const width = Math.max((spot.to - spot.from) * frame.scale, 2);
  return {
    x: toX(frame, spot.from),
    y: rowTop(frame, spot.row) + 3,
    width,
    height: frame.layout.rowHeight - 6,
  };
}
