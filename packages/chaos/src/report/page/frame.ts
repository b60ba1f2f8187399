import type { Model } from './model.ts';
import type { Theme } from './theme.ts';

/** One picture to be drawn: where to, in which colours, and which pixel a moment falls on. */
export interface Frame {
  readonly ctx: CanvasRenderingContext2D;
  readonly model: Model;
  readonly theme: Theme;
  readonly from: number;
  readonly to: number;
  /** The plotted area, in CSS pixels. */
  readonly left: number;
  readonly right: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** CSS pixels per nanosecond. */
  readonly scale: number;
}

export function toX(frame: Frame, time: number): number {
  return frame.left + (time - frame.from) * frame.scale;
}

/** The pixels of a window, cut to the plotted area; undefined when nothing of it is in view. */
export function toSpan(frame: Frame, from: number, to: number): { x: number; width: number } | undefined {
  if (to < frame.from || from > frame.to) return undefined;
  const x = Math.max(toX(frame, from), frame.left - 2);
  const right = Math.min(toX(frame, to), frame.right + 2);
  return { x, width: Math.max(right - x, 1) };
}

/** Makes the canvas as sharp as the screen and returns its context, scaled to CSS pixels. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [w, hgt] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== hgt) {
    canvas.width = w;
    canvas.height = hgt;
    canvas.style.height = `${height}px`;
  }
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('this browser offers no 2d canvas');
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  return ctx;
}

/** Writes text, cut with an ellipsis so that it fits; nothing when not even a few letters do. */
export function fitText(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  room: number,
): void {
  if (room < 12) return;
  const full = ctx.measureText(text).width;
  if (full <= room) {
    ctx.fillText(text, x, y);
    return;
  }
  const letters = Math.floor((text.length * (room - 6)) / full);
  if (letters >= 2) ctx.fillText(`${text.slice(0, letters).trimEnd()}…`, x, y);
}
