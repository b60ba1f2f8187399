import { fade } from './colours.ts';
import type { BaseTheme } from './theme.ts';
import type { Span } from './view.ts';

/** A picture along an axis, to be drawn: where to, in which colours, and which pixel a place on the axis falls on. */
export interface PlotFrame {
  readonly ctx: CanvasRenderingContext2D;
  readonly theme: BaseTheme;
  readonly from: number;
  readonly to: number;
  /** The plotted area, in CSS pixels. */
  readonly left: number;
  readonly right: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** CSS pixels per unit of the axis. */
  readonly scale: number;
}

/** Where an operation is drawn, in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function toX({ left, from, scale }: PlotFrame, place: number): number {
  return left + (place - from) * scale;
}

/** The pixels of a span, cut to the plotted area; undefined when nothing of it is in view. */
export function toSpan(frame: PlotFrame, from: number, to: number): { x: number; width: number } | undefined {
  if (to < frame.from || from > frame.to) return undefined;
  const x = Math.max(toX(frame, from), frame.left - 2);
  const right = Math.min(toX(frame, to), frame.right + 2);
  return { x, width: Math.max(right - x, 1) };
}

/** A frame around an operation: one of a violation, or one that is looked at. */
export function outline({ ctx, theme, left, right }: PlotFrame, box: Box, colour: string): void {
  const from = Math.max(box.x - 2.5, left - 4);
  const to = Math.min(box.x + box.width + 2.5, right + 4);
  if (to <= from) return;
  ctx.strokeStyle = theme.surface;
  ctx.lineWidth = 4;
  ctx.beginPath();
  ctx.roundRect(from, box.y - 2.5, to - from, box.height + 5, 3);
  ctx.stroke();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  ctx.stroke();
}

/** Says what an operation is, beside its frame, for those too short to hold their own words. */
export function callout({ ctx, theme, left, right }: PlotFrame, box: Box, text: string): void {
  if (box.width > 34 || box.height < 8 || box.x > right || box.x + box.width < left) return;
  ctx.font = `600 11px ${theme.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const { width } = ctx.measureText(text);
  const after = box.x + box.width + 7;
  const x = after + width > right ? box.x - 7 - width : after;
  ctx.fillStyle = theme.surface;
  ctx.beginPath();
  ctx.roundRect(x - 3, box.y - 1, width + 6, box.height + 2, 3);
  ctx.fill();
  ctx.fillStyle = theme.alarm;
  ctx.fillText(text, x, box.y + box.height / 2 + 0.5);
}

/** A span that is being chosen with the pointer. */
export function drawChoice(frame: PlotFrame, { from, to }: Span, height: number): void {
  const x = toX(frame, from);
  frame.ctx.fillStyle = fade(frame.theme.accent, 0.18);
  frame.ctx.fillRect(x, 0, toX(frame, to) - x, height);
}
