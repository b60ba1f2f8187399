import { cellColours, Cells, fade, fitText, readableOn, toX } from '../../page/index.ts';
import type { Box } from '../../page/index.ts';
import { rowsInSight, rowTop } from './frame.ts';
import type { Frame } from './frame.ts';
import { fail, info, ok, textOf } from './model.ts';
import { drawnEnd, firstReaching } from './rows.ts';
import type { Row } from './rows.ts';

/** Narrower than this, in CSS pixels, an operation is not drawn for itself but joins the cells of its pixels. */
const narrow = 2;
/** Bars narrower than this hold no words. */
const readable = 36;
/** How far an operation whose end nobody knows is drawn on, at most. */
const tail = 90;

/** Says what operations are, in their bars; upon everything else, so that it can be read. */
export function drawLabels(frame: Frame): void {
  forWide(frame, readable, (number, box) => drawLabel(frame, number, box));
}

function drawLabel(frame: Frame, number: number, box: Box): void {
  const { ctx, context, left, right } = frame;
  const { model, selection, theme } = context;
  const matches = selection.mask[number] === 1;
  const plain = matches && model.outcome[number] !== info && !isHollow(frame, number);
  ctx.fillStyle = plain ? readableOn(colourOf(frame, number)) : matches ? theme.ink : theme.ink3;
  ctx.font = `${box.height < 12 ? 9.5 : 11.5}px ${theme.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const x = Math.max(box.x, left) + 6;
  const room = Math.min(box.x + box.width, right) - x - 3;
  fitText(ctx, textOf(model, number), x, box.y + box.height / 2 + 0.5, room);
}

/** Veils all operations but those of one partition. */
export function veilOthers(frame: Frame, partition: number): void {
  const { ctx, context, layout, left, right } = frame;
  ctx.fillStyle = fade(context.theme.surface, 0.72);
  ctx.fillRect(left - 4, layout.top, right - left + 8, layout.height);
  forWide(frame, 0, (number, box) => {
    if (context.model.partition[number] !== partition) return;
    drawWide(frame, number, box.x, box.width, box.y, box.height);
    if (box.width >= readable) drawLabel(frame, number, box);
  });
}

/** Calls back for every operation in sight that is at least so wide. */
export function forWide(frame: Frame, width: number, act: (number: number, box: Box) => void): void {
  const { context, from, to, scale, layout } = frame;
  const { model, axis, rows } = context;
  const { first, last } = rowsInSight(frame);
  for (let at = first; at < last; at++) {
    const row = rows[at]!;
    const y = rowTop(frame, at) + 3;
    for (let i = firstReaching(row, axis, from); i < row.operations.length; i++) {
      const begin = axis.begin(row.operations[i]!);
      if (begin > to) break;
      const wide = (drawnEnd(row, model, axis, i) - begin) * scale;
      if (wide < width) continue;
      act(row.operations[i]!, { x: toX(frame, begin), y, width: wide, height: layout.rowHeight - 6 });
    }
  }
}

/** Draws what is in view. The work grows with what is visible and the pixels there are, not with the history. */
export function drawOperations(frame: Frame): void {
  const { first, last } = rowsInSight(frame);
  const { theme } = frame;
  const cells = new Cells(frame, [...cellColours(theme), theme.alarm]);
  for (let row = first; row < last; row++) {
    drawRow(frame, frame.context.rows[row]!, cells, rowTop(frame, row) + 3, frame.layout.rowHeight - 6);
  }
}

function drawRow(frame: Frame, row: Row, cells: Cells, y: number, height: number): void {
  const { context, from, to, scale } = frame;
  const { model, axis, selection } = context;
  const { operations } = row;
  for (let i = firstReaching(row, axis, from); i < operations.length; i++) {
    const number = operations[i]!;
    const begin = axis.begin(number);
    if (begin > to) break;
    const width = (drawnEnd(row, model, axis, i) - begin) * scale;
    const x = toX(frame, begin);
    if (width >= narrow) drawWide(frame, number, x, width, y, height);
    else cells.add(x, width, selection.mask[number] === 0 ? 0 : rankOf(frame, number));
  }
  cells.paint(y, height);
}

/** What wins where operations meet in one pixel: last of all, one that could not be placed. */
function rankOf({ context: { model } }: Frame, number: number): number {
  return model.blocked[number] === 1 ? 4 : model.outcome[number]! + 1;
}

function drawWide(frame: Frame, number: number, x: number, width: number, y: number, height: number): void {
  const { ctx, ratio, context } = frame;
  const { model, selection } = context;
  const begin = Math.max(Math.round(x * ratio) / ratio, frame.left - 4);
  const gap = width > 6 ? 1 : 0;
  const end = Math.min(Math.max(Math.round((x + width) * ratio) / ratio - gap, begin + 1), frame.right + 4);
  if (end <= begin) return;
  const outcome = model.outcome[number]!;
  const matches = selection.mask[number] === 1;
  const colour = colourOf(frame, number);
  const hollow = isHollow(frame, number) && width > 5;
  ctx.fillStyle =
    outcome === info && matches ? openEnd(frame, colour, x, end) : hollow ? fade(colour, 0.25) : colour;
  ctx.fillRect(begin, y, end - begin, height);
  if (hollow) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(begin + 0.75, y + 0.75, Math.max(end - begin - 1.5, 0.5), height - 1.5);
  }
}

export function colourOf({ context: { model, selection, theme } }: Frame, number: number): string {
  if (selection.mask[number] === 0) return theme.dim;
  const readOnly = model.data.operations.types[model.type[number]!]!.readOnly;
  return theme.outcomes[model.outcome[number]!]![readOnly ? 0 : 1]!;
}

/** What failed, or is in no order: it came after the violation, or was not looked at. */
function isHollow({ context: { model, selection } }: Frame, number: number): boolean {
  if (selection.mask[number] === 0) return false;
  if (model.outcome[number] === fail) return true;
  return model.outcome[number] === ok && model.placed[number] === 0 && model.blocked[number] === 0;
}

/** Nobody knows whether and when it took effect: the bar fades. */
function openEnd({ ctx }: Frame, colour: string, x: number, end: number): CanvasGradient {
  const paint = ctx.createLinearGradient(x, 0, Math.max(Math.min(end, x + tail), x + 1), 0);
  paint.addColorStop(0, colour);
  paint.addColorStop(1, fade(colour, 0.22));
  return paint;
}
