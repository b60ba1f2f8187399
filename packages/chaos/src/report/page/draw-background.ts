import { fade, faultClass, ticks, toSpan, toX } from '@seaworthy/porcupine/page';
import { moment } from './format.ts';
import type { Frame } from './frame.ts';
import { type Lanes, padRight } from './lanes.ts';
import type { Row } from './rows.ts';

/** Faults as a shade over the whole height, so that what happened under them is seen to. */
export function drawShades(frame: Frame, lanes: Lanes): void {
  const { ctx, theme, model } = frame;
  const top = lanes.axis.height;
  for (const fault of model.faults) {
    const span = toSpan(frame, fault.from, fault.to ?? model.duration);
    if (span === undefined) continue;
    const colour = theme.faults[faultClass(fault.kind)];
    ctx.fillStyle = fade(colour, 0.075);
    ctx.fillRect(span.x, top, span.width, lanes.height - top);
    ctx.fillStyle = fade(colour, 0.28);
    if (fault.from >= frame.from) ctx.fillRect(Math.round(span.x), top, 1, lanes.height - top);
    if (fault.to !== null && fault.to <= frame.to)
      ctx.fillRect(Math.round(span.x + span.width), top, 1, lanes.height - top);
  }
}

/** The time axis and its grid. */
export function drawAxis(frame: Frame, lanes: Lanes): void {
  const { ctx, theme } = frame;
  const { step, at } = ticks(frame.from, frame.to, (frame.right - frame.left) / 110);
  ctx.font = `11px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const time of at) {
    const x = Math.round(toX(frame, time)) + 0.5;
    ctx.fillStyle = theme.lineSoft;
    ctx.fillRect(x - 0.5, lanes.axis.height - 5, 1, lanes.height - lanes.axis.height + 5);
    ctx.fillStyle = theme.ink2;
    const text = moment(Math.abs(time) < step / 2 ? 0 : time, step);
    const half = ctx.measureText(text).width / 2;
    ctx.fillText(text, Math.min(x, frame.right + padRight - half), 13);
  }
  ctx.fillStyle = theme.line;
  ctx.fillRect(frame.left, lanes.axis.height - 1, frame.right - frame.left, 1);
}

/** What each group of lanes is. */
export function drawTitles(frame: Frame, lanes: Lanes, rows: readonly Row[]): void {
  const { ctx, theme } = frame;
  const title = (text: string, top: number): void => {
    ctx.fillStyle = theme.lineSoft;
    ctx.fillRect(0, Math.round(top - 20), frame.right, 1);
    ctx.fillStyle = theme.ink3;
    ctx.font = `600 10.5px ${theme.font}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, 0, top - 9);
  };
  if (lanes.faults.height > 0) title('Faults', lanes.faults.top);
  title('Leaders, by term', lanes.nodes.top);
  if (lanes.clocks !== undefined) title('Clock offsets', lanes.clocks.top);
  const shared = rows.some((row) => row.processes.length > 1);
  title(shared ? `Processes, mod ${rows.length}` : 'Processes', lanes.rows.top);
}
