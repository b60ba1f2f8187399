import { lowerBound, toX } from '../../page/index.ts';
import type { Box } from '../../page/index.ts';
import type { OrderData } from '../data.ts';
import { forWide } from './draw-operations.ts';
import { rowTop } from './frame.ts';
import type { Frame } from './frame.ts';
import { info } from './model.ts';

/** Bars narrower than this, in CSS pixels, show no point. */
const narrow = 5;
/** A path with more points in view than this says nothing any more. */
const mostPoints = 3_000;

/** Where each operation takes effect in the order that was found, as a tick in its bar. */
export function drawPoints(frame: Frame): void {
  const { ctx, context } = frame;
  const { model, selection, theme } = context;
  forWide(frame, narrow, (number, box) => {
    if (selection.mask[number] === 0) return;
    if (model.blocked[number] === 1) drawBlocked(frame, box);
    const point = context.pointOf(number);
    if (Number.isNaN(point)) return;
    const x = toX(frame, point);
    ctx.fillStyle = theme.ink;
    if (x <= box.x + box.width + 1) ctx.fillRect(x - 1, box.y - 1, 2, box.height + 2);
    else drawLate(frame, x, box);
  });
}

/** An operation of unknown outcome that takes effect when its process had long gone on. */
function drawLate({ ctx, context: { theme } }: Frame, x: number, { y, height }: Box): void {
  const middle = y + height / 2;
  ctx.fillStyle = theme.outcomes[info]![1]!;
  ctx.beginPath();
  ctx.moveTo(x, middle - 6);
  ctx.lineTo(x + 5, middle);
  ctx.lineTo(x, middle + 6);
  ctx.lineTo(x - 5, middle);
  ctx.fill();
}

/** The operation that cannot come next, where it should have. */
function drawBlocked(frame: Frame, box: Box): void {
  const { ctx, context } = frame;
  const x = Math.min(box.x + box.width, frame.right) - 9;
  const y = box.y + box.height / 2;
  ctx.save();
  ctx.strokeStyle = context.theme.alarm;
  ctx.lineWidth = 2.5;
  ctx.beginPath();
  ctx.moveTo(x - 4, y - 4);
  ctx.lineTo(x + 4, y + 4);
  ctx.moveTo(x + 4, y - 4);
  ctx.lineTo(x - 4, y + 4);
  ctx.stroke();
  ctx.restore();
}

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly position: number;
}

/** The order as a line from point to point, as far as it is in view. */
export function drawPath(frame: Frame, order: OrderData): void {
  const { ctx, context } = frame;
  const { theme } = context;
  const dots = dotsOf(frame, order);
  const room = (frame.right - frame.left) / Math.max(dots.length, 1);
  ctx.strokeStyle = theme.path;
  ctx.fillStyle = theme.path;
  ctx.lineWidth = 1.5;
  ctx.lineJoin = 'round';
  ctx.beginPath();
  for (const { x, y } of dots) ctx.lineTo(x, y);
  ctx.stroke();
  if (room < 6) return;
  ctx.font = `600 9.5px ${theme.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  for (const { x, y, position } of dots) {
    ctx.beginPath();
    ctx.arc(x, y, 3, 0, 2 * Math.PI);
    ctx.fill();
    if (room >= 26) drawNumber(frame, String(position + 1), x + 4, y - 1);
  }
}

function dotsOf(frame: Frame, order: OrderData): Dot[] {
  const { context, layout } = frame;
  const points = context.pointsOf(order);
  const at = (position: number): number => points[position]!;
  const first = Math.max(0, lowerBound(points.length, frame.from, at) - 1);
  const last = Math.min(points.length, lowerBound(points.length, frame.to, at) + 1);
  if (last - first > mostPoints) return [];
  const dots: Dot[] = [];
  for (let position = first; position < last; position++) {
    const spot = context.spotOf(order.operations[position]!);
    if (spot === undefined) continue;
    const y = rowTop(frame, spot.row) + layout.rowHeight / 2;
    dots.push({ x: toX(frame, points[position]!), y, position });
  }
  return dots;
}

/** Upon whatever bar lies under it. */
function drawNumber({ ctx, context: { theme } }: Frame, text: string, x: number, y: number): void {
  ctx.lineWidth = 3;
  ctx.strokeStyle = theme.surface;
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
}
