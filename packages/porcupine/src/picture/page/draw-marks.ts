import type { Box, Frame } from './frame.ts';

/** A frame around an operation: one of a violation, or one that is looked at. */
export function outline({ ctx, context, left, right }: Frame, box: Box, colour: string): void {
  const from = Math.max(box.x - 2.5, left - 4);
  const to = Math.min(box.x + box.width + 2.5, right + 4);
  if (to <= from) return;
  ctx.strokeStyle = context.theme.surface;
  ctx.lineWidth = 4;
  ctx.beginPath();
  ctx.roundRect(from, box.y - 2.5, to - from, box.height + 5, 3);
  ctx.stroke();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  ctx.stroke();
}

/** Says what an operation is, beside its frame, for those too short to hold their own words. */
export function callout({ ctx, context: { theme }, left, right }: Frame, box: Box, text: string): void {
  if (box.width > 34 || box.x > right || box.x + box.width < left) return;
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
