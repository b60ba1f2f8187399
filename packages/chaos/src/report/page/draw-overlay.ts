import { toX } from '@seaworthy/porcupine/page';
import { moment } from './format.ts';
import type { Frame } from './frame.ts';
import { gutter, type Lanes } from './lanes.ts';

/** A line through all lanes at the moment under the pointer, and what moment that is. */
export function drawCursor(frame: Frame, lanes: Lanes, time: number | undefined): void {
  if (time === undefined || time < frame.from || time > frame.to) return;
  const { ctx, theme } = frame;
  const x = Math.round(toX(frame, time));
  ctx.fillStyle = theme.ink3;
  ctx.fillRect(x, lanes.axis.height - 8, 1, lanes.height);
  const text = moment(time, (frame.to - frame.from) / 1000);
  ctx.font = `11px ${theme.font}`;
  const width = ctx.measureText(text).width + 10;
  const left = Math.min(Math.max(x - width / 2, gutter), frame.right - width);
  ctx.fillStyle = theme.surface;
  ctx.fillRect(left - 28, 3, width + 56, 20);
  ctx.fillStyle = theme.ink;
  ctx.beginPath();
  ctx.roundRect(left, 4, width, 18, 4);
  ctx.fill();
  ctx.fillStyle = theme.surface;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, left + 5, 13.5);
}
