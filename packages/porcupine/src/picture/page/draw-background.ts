import { fade, ticks, toSpan, toX } from '../../page/index.ts';
import * as format from './format.ts';
import { rowsInSight, rowTop } from './frame.ts';
import type { Frame } from './frame.ts';
import { axisHeight, gutter, padRight } from './layout.ts';
import { colourOf } from './annotations.ts';

/** What lasts, as a shade over all lanes, so that what happened under it is seen to. */
export function drawShades(frame: Frame): void {
  const { ctx, context, layout } = frame;
  for (const annotation of context.annotations) {
    const { data, from, to } = annotation;
    if (data.kind !== 'fault' || data.process !== null || from === to) continue;
    const span = toSpan(frame, from, to);
    if (span === undefined) continue;
    ctx.fillStyle = fade(colourOf(context.theme, annotation), 0.075);
    ctx.fillRect(span.x, axisHeight, span.width, layout.height);
  }
}

/** A faint band under each violation. */
export function drawViolationBands(frame: Frame): void {
  const { ctx, context, layout } = frame;
  const { theme } = context;
  ctx.fillStyle = fade(theme.alarm, 0.07);
  for (const partition of violationsShown(frame)) {
    const { from, to } = extentOf(frame, partition);
    const span = toSpan(frame, from, to);
    if (span !== undefined) ctx.fillRect(span.x, axisHeight, span.width, layout.height);
  }
}

/** A flag on the axis for each violation; where flags would cover each other, the first one stands. */
export function drawViolationFlags(frame: Frame): void {
  const { ctx, context } = frame;
  const { model, theme } = context;
  ctx.font = `600 10.5px ${theme.font}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  let free = -Infinity;
  const flags = violationsShown(frame)
    .map((partition) => ({
      kind: model.data.partitions[partition]!.violation!.kind,
      ...extentOf(frame, partition),
    }))
    .sort((a, b) => a.from - b.from);
  for (const { kind, from, to } of flags) {
    const span = toSpan(frame, from, to);
    if (span === undefined) continue;
    ctx.fillStyle = theme.alarm;
    ctx.fillRect(span.x, axisHeight - 6, span.width, 4);
    const width = ctx.measureText(kind).width + 10;
    if (span.x < free || span.x + width > frame.right) continue;
    ctx.fillRect(span.x, 1, width, 15);
    ctx.fillStyle = theme.surface;
    ctx.fillText(kind, span.x + 5, 9);
    free = span.x + width + 4;
  }
}

/** Those of partitions that are looked at. */
function violationsShown({ context: { model, filter } }: Frame): readonly number[] {
  const { partition } = filter;
  return partition === undefined ? model.violations : model.violations.filter((each) => each === partition);
}

function extentOf({ context: { model, axis } }: Frame, partition: number): { from: number; to: number } {
  const { operations, culprit } = model.data.partitions[partition]!.violation!;
  return { from: Math.min(...operations.map((number) => axis.begin(number))), to: axis.finish(culprit) };
}

/** The axis and its grid. */
export function drawAxis(frame: Frame): void {
  const { ctx, context, layout } = frame;
  const { theme, axis } = context;
  const { step, at } = ticks(frame.from, frame.to, (frame.right - frame.left) / 110);
  ctx.font = `11px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const place of at) {
    if (place < 0 || place > axis.end || (axis.scale === 'order' && place % 1 !== 0)) continue;
    const x = Math.round(toX(frame, place)) + 0.5;
    ctx.fillStyle = theme.lineSoft;
    ctx.fillRect(x - 0.5, axisHeight - 5, 1, layout.height);
    ctx.fillStyle = theme.ink2;
    const text = labelAt(frame, place, step);
    const half = ctx.measureText(text).width / 2;
    ctx.fillText(text, Math.min(x, frame.right + padRight - half), 13);
  }
  ctx.fillStyle = theme.line;
  ctx.fillRect(frame.left, axisHeight - 1, frame.right - frame.left, 1);
}

/** On an even axis, the point of the history that lies there. */
export function labelAt({ context: { axis, model } }: Frame, place: number, step: number): string {
  if (axis.scale === 'time') return format.moment(place, step);
  const point = model.points[Math.min(axis.rankAt(place - 0.5), model.points.length - 1)];
  return point === undefined ? '' : String(Math.round(point * 100) / 100);
}

/** The names of lanes and processes, left of the axis. */
export function drawGutter(frame: Frame): void {
  const { ctx, context, layout } = frame;
  for (const { lane, row, top, height } of layout.annotations) {
    if (row === 0) drawLabel(frame, format.visible(lane.label), top + height / 2);
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, layout.top, gutter, layout.height - layout.top);
  ctx.clip();
  const { first, last } = rowsInSight(frame);
  for (let row = first; row < last; row++) {
    const { label } = context.rows[row]!;
    const top = rowTop(frame, row);
    if (label !== '') {
      ctx.fillStyle = context.theme.lineSoft;
      ctx.fillRect(8, Math.round(top), gutter - 8, 1);
      drawLabel(frame, `process ${label}`, top + layout.rowHeight / 2);
    }
  }
  ctx.restore();
}

/** Hair lines between the lanes of processes. */
export function drawRules(frame: Frame): void {
  const { ctx, context } = frame;
  const { first, last } = rowsInSight(frame);
  ctx.fillStyle = context.theme.lineSoft;
  for (let row = first; row <= last; row++) {
    if (context.rows[row]?.label !== '')
      ctx.fillRect(frame.left, Math.round(rowTop(frame, row)), frame.right - frame.left, 1);
  }
}

function drawLabel({ ctx, context: { theme } }: Frame, text: string, middle: number): void {
  ctx.fillStyle = theme.ink2;
  ctx.font = `11px ${theme.font}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.fillText(format.clip(text, 24), gutter - 10, middle + 0.5, gutter - 12);
}
