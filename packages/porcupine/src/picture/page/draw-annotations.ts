import { fade, fitText, toSpan, toX } from '../../page/index.ts';
import type { Box } from '../../page/index.ts';
import { colourOf } from './annotations.ts';
import type { Placed } from './annotations.ts';
import * as format from './format.ts';
import { rowTop } from './frame.ts';
import type { Frame } from './frame.ts';

/** Annotations in lanes of their own, as labelled bars and moments. */
export function drawAnnotations(frame: Frame): void {
  for (const { lane, row, top, height } of frame.layout.annotations) {
    const placed = lane.rows[row]!;
    placed.forEach((annotation, i) => {
      const next = placed[i + 1];
      const room = next === undefined ? frame.right : Math.min(toX(frame, next.from), frame.right);
      drawBar(frame, annotation, { x: 0, width: 0, y: top, height }, room);
    });
  }
}

/** Annotations of a process, as a stripe along the head of its lane. */
export function drawProcessAnnotations(frame: Frame): void {
  const { context, ctx } = frame;
  for (const annotation of context.annotations) {
    const { data, from, to } = annotation;
    if (data.process === null) continue;
    const row = context.rows.findIndex(({ process }) => process === data.process);
    const span = row < 0 ? undefined : toSpan(frame, from, to);
    if (span === undefined) continue;
    ctx.fillStyle = colourOf(context.theme, annotation);
    ctx.fillRect(span.x, rowTop(frame, row), Math.max(span.width, 3), 3);
  }
}

function drawBar(frame: Frame, annotation: Placed, { y, height }: Box, room: number): void {
  const { data, from, to } = annotation;
  const { ctx, context } = frame;
  const { theme } = context;
  const span = toSpan(frame, from, to);
  if (span === undefined) return;
  const colour = colourOf(theme, annotation);
  const solid = data.kind === 'leader';
  if (from === to) {
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.moveTo(span.x, y + 3);
    ctx.lineTo(span.x + 5, y + height / 2);
    ctx.lineTo(span.x, y + height - 3);
    ctx.lineTo(span.x - 5, y + height / 2);
    ctx.fill();
  } else {
    ctx.fillStyle = solid ? colour : fade(colour, 0.2);
    ctx.fillRect(span.x, y, span.width, height);
    ctx.fillStyle = colour;
    if (!solid) ctx.fillRect(span.x, y, span.width, 2);
    if (!solid && from >= frame.from) ctx.fillRect(span.x, y, Math.min(3, span.width), height);
  }
  ctx.fillStyle = theme.ink;
  ctx.font = `11px ${theme.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  fitText(ctx, format.visible(data.label), span.x + 8, y + height / 2 + 1, room - span.x - 10);
}
