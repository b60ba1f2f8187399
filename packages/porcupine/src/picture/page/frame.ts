import type { Context } from './context.ts';
import { gutter, padRight } from './layout.ts';
import type { Layout } from './layout.ts';

/** One picture to be drawn: where to, and which pixel a place on the axis falls on. */
export interface Frame {
  readonly ctx: CanvasRenderingContext2D;
  readonly context: Context;
  readonly layout: Layout;
  readonly from: number;
  readonly to: number;
  /** The plotted area, in CSS pixels. */
  readonly left: number;
  readonly right: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** CSS pixels per unit of the axis. */
  readonly scale: number;
  /** How far the rows are scrolled. */
  readonly scroll: number;
}

export function makeFrame(
  ctx: CanvasRenderingContext2D,
  context: Context,
  layout: Layout,
  width: number,
  scroll: number,
): Frame {
  const { view } = context;
  const right = Math.max(width - padRight, gutter + 1);
  return {
    ctx,
    context,
    layout,
    from: view.from,
    to: view.to,
    left: gutter,
    right,
    ratio: window.devicePixelRatio || 1,
    scale: (right - gutter) / view.span,
    scroll,
  };
}

export function toX({ left, from, scale }: Frame, place: number): number {
  return left + (place - from) * scale;
}

/** The pixels of a span, cut to the plotted area; undefined when nothing of it is in view. */
export function toSpan(frame: Frame, from: number, to: number): { x: number; width: number } | undefined {
  if (to < frame.from || from > frame.to) return undefined;
  const x = Math.max(toX(frame, from), frame.left - 2);
  const right = Math.min(toX(frame, to), frame.right + 2);
  return { x, width: Math.max(right - x, 1) };
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

/** Where an operation is drawn, in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
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
