import { Cells, fade, fitText, toX } from '@seaworthy/porcupine/page';
import { summary } from './format.ts';
import type { Frame } from './frame.ts';
import type { Lanes } from './lanes.ts';
import { fail, info, operationAt } from './model.ts';
import { firstOpenAt, type Row } from './rows.ts';
import type { Shades } from './shades.ts';

/** Narrower than this, in CSS pixels, an operation is not drawn for itself but joins the cells of its pixels. */
const narrow = 2;

/** How far an operation whose end nobody knows is drawn on, at most. */
const tail = 72;

export interface OperationsPicture {
  readonly rows: readonly Row[];
  readonly shades: Shades;
  /** Which operations the filter admits; the others are drawn faintly. */
  readonly mask: Uint8Array;
}

/** Draws what is in view. The work grows with what is visible and the pixels there are, not with the run. */
export function drawOperations(frame: Frame, lanes: Lanes, picture: OperationsPicture): void {
  const cells = new Cells(frame, picture.shades.cells);
  const { top, rowHeight } = lanes.rows;
  picture.rows.forEach((row, position) => {
    const pad = rowHeight >= 8 ? 2 : rowHeight >= 4 ? 0.5 : 0;
    drawRow(frame, picture, row, cells, top + position * rowHeight + pad, rowHeight - 2 * pad);
  });
}

function drawRow(
  frame: Frame,
  picture: OperationsPicture,
  row: Row,
  cells: Cells,
  y: number,
  height: number,
): void {
  const { model, left, from, to, scale } = frame;
  const { operations } = row;
  for (let position = firstOpenAt(model, row, from); position < operations.length; position++) {
    const number = operations[position]!;
    const start = model.start[number]!;
    if (start > to) break;
    const x = left + (start - from) * scale;
    const width = (model.end[number]! - start) * scale;
    const matches = picture.mask[number] === 1;
    if (width < narrow) {
      cells.add(x, width, matches ? model.outcome[number]! + 1 : 0);
    } else {
      drawWide(frame, picture, number, x, width, y, height);
    }
    if (model.outcome[number] === info && matches && scale > 1e-8) {
      const next = operations[position + 1];
      const end = x + Math.max(width, 1);
      const room = next === undefined ? tail : toX(frame, model.start[next]!) - end - 2;
      drawOpenEnd(frame, picture, number, end, Math.min(room, tail), y + height / 2);
    }
  }
  cells.paint(y, height);
}

function drawWide(
  frame: Frame,
  { shades, mask }: OperationsPicture,
  number: number,
  x: number,
  width: number,
  y: number,
  height: number,
): void {
  const { ctx, model, ratio } = frame;
  const begin = Math.max(Math.round(x * ratio) / ratio, frame.left - 4);
  const gap = width > 6 ? 1 : 0;
  const end = Math.min(Math.max(Math.round((x + width) * ratio) / ratio - gap, begin + 1), frame.right + 4);
  if (end <= begin) return;
  const outcome = model.outcome[number]!;
  const f = model.f[number]!;
  const matches = mask[number] === 1;
  const colour = matches ? shades.wide[outcome]![f]! : shades.dim;
  const hollow = outcome === fail && matches && width > 5 && height > 5;
  ctx.fillStyle = hollow ? fade(colour, 0.3) : colour;
  ctx.fillRect(begin, y, end - begin, height);
  if (hollow) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(begin + 0.75, y + 0.75, Math.max(end - begin - 1.5, 0.5), height - 1.5);
  }
  if (end - begin < 34 || height < 12) return;
  ctx.fillStyle = !matches ? frame.theme.ink3 : hollow ? frame.theme.ink : shades.text[outcome]![f]!;
  ctx.font = `11px ${frame.theme.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const textX = Math.max(begin, frame.left) + 5;
  fitText(ctx, summary(operationAt(model, number)), textX, y + height / 2 + 0.5, end - textX - 3);
}

/** Nobody knows whether and when it took effect: a line that runs on and fades. */
function drawOpenEnd(
  frame: Frame,
  { shades }: OperationsPicture,
  number: number,
  x: number,
  room: number,
  middle: number,
): void {
  if (room < 4 || x + room < frame.left || x > frame.right) return;
  const { ctx, model } = frame;
  const colour = shades.wide[info]![model.f[number]!]!;
  const paint = ctx.createLinearGradient(x, 0, x + room, 0);
  paint.addColorStop(0, colour);
  paint.addColorStop(1, fade(colour, 0));
  ctx.fillStyle = paint;
  ctx.fillRect(x, middle - 1.5, room, 3);
}
