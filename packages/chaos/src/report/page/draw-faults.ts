import { fade, faultClass, fitText, toSpan, toX } from '@seaworthy/porcupine/page';
import type { FaultWindow } from '../data.ts';
import type { Frame } from './frame.ts';
import type { Lanes } from './lanes.ts';

/** Faults as labelled bars; a label may run on past its bar as far as the next one in the lane. */
export function drawFaults(frame: Frame, { faults }: Lanes): void {
  faults.lanes.forEach((lane, row) => {
    lane.forEach((fault, position) => {
      const next = lane[position + 1];
      const room = next === undefined ? frame.right : Math.min(toX(frame, next.from), frame.right);
      drawBar(frame, fault, faults.top + row * faults.laneHeight, faults.laneHeight - 4, room);
    });
  });
}

function drawBar(frame: Frame, fault: FaultWindow, top: number, height: number, room: number): void {
  const { ctx, theme, model } = frame;
  const span = toSpan(frame, fault.from, fault.to ?? model.duration);
  if (span === undefined) return;
  const colour = theme.faults[faultClass(fault.kind)];
  ctx.fillStyle = fade(colour, 0.2);
  ctx.fillRect(span.x, top, span.width, height);
  ctx.fillStyle = colour;
  if (fault.status === 'indeterminate') {
    for (let x = span.x; x < span.x + span.width; x += 8) {
      ctx.fillRect(x, top, Math.min(4, span.x + span.width - x), 2);
    }
  } else {
    ctx.fillRect(span.x, top, span.width, 2);
  }
  if (fault.from >= frame.from) ctx.fillRect(span.x, top, Math.min(3, span.width), height);
  ctx.fillStyle = theme.ink;
  ctx.font = `11px ${theme.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const inside = [faultLabel(fault), fault.kind].find(
    (text) => ctx.measureText(text).width + 12 <= span.width,
  );
  fitText(ctx, inside ?? fault.kind, span.x + 8, top + height / 2 + 1.5, room - span.x - 12);
}

export function faultLabel(fault: FaultWindow): string {
  const status = fault.status === 'indeterminate' ? ' (indeterminate)' : '';
  return `${fault.kind}${fault.nodes.length === 0 ? '' : ` ${fault.nodes.join(', ')}`}${status}`;
}
