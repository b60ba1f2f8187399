import { moment } from './format.ts';
import { type Frame, toSpan, toX } from './frame.ts';
import type { Lanes } from './lanes.ts';
import { fade, faultClass } from './theme.ts';
import { ticks } from './ticks.ts';

/** What lies behind everything: the axis with its grid, and the faults as a shade over the whole height. */
export function drawBackground(frame: Frame, lanes: Lanes): void {
  drawShades(frame, lanes);
  drawAxis(frame, lanes);
  drawTitles(frame, lanes);
}

function drawShades(frame: Frame, lanes: Lanes): void {
  const { ctx, theme, model } = frame;
  const top = lanes.axis.height;
  for (const fault of model.faults) {
    const span = toSpan(frame, fault.from, fault.to ?? model.duration);
    if (span === undefined) continue;
    const colour = theme.faults[faultClass(fault.kind)];
    ctx.fillStyle = fade(colour, 0.075);
    ctx.fillRect(span.x, top, span.width, lanes.height - top);
    ctx.fillStyle = fade(colour, 0.28);
    ctx.fillRect(Math.round(span.x), top, 1, lanes.height - top);
    if (fault.to !== null) ctx.fillRect(Math.round(span.x + span.width), top, 1, lanes.height - top);
  }
}

function drawAxis(frame: Frame, lanes: Lanes): void {
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
    ctx.fillText(moment(Math.abs(time) < step / 2 ? 0 : time, step), x, 13);
  }
  ctx.fillStyle = theme.line;
  ctx.fillRect(frame.left, lanes.axis.height - 1, frame.right - frame.left, 1);
}

function drawTitles(frame: Frame, lanes: Lanes): void {
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
  title('Processes', lanes.rows.top);
}
