import type { ClockSample } from '../../check/results.ts';
import { type Frame, toX } from './frame.ts';
import type { Band, Lanes } from './lanes.ts';

/** Offsets of milliseconds and of minutes share a lane: it is linear up to this many milliseconds, then logarithmic. */
const linearUpTo = 20;

export function drawClocks(frame: Frame, { clocks }: Lanes): void {
  if (clocks === undefined) return;
  const { ctx, theme, model } = frame;
  const scale = clockScale(model.data.results.clocks, clocks);
  for (const mark of scale.marks) {
    const y = Math.round(scale.y(mark)) + 0.5;
    ctx.fillStyle = mark === 0 ? theme.line : theme.lineSoft;
    ctx.fillRect(frame.left, y - 0.5, frame.right - frame.left, 1);
  }
  model.data.experiment.nodes.forEach((node, number) => {
    const samples = model.data.results.clocks.filter((sample) => sample.node === node);
    ctx.strokeStyle = theme.nodes[number % theme.nodes.length]!;
    drawLine(frame, samples, (sample) => scale.y(sample.wallOffsetMs), []);
    drawLine(frame, samples, (sample) => scale.y(sample.monotonicOffsetMs), [2, 3]);
  });
}

export interface ClockScale {
  readonly y: (ms: number) => number;
  /** Where lines with a label go. */
  readonly marks: readonly number[];
}

export function clockScale(samples: readonly ClockSample[], band: Band): ClockScale {
  const bend = (ms: number): number => Math.sign(ms) * Math.log10(1 + Math.abs(ms) / linearUpTo);
  const all = samples.flatMap((sample) => [sample.wallOffsetMs, sample.monotonicOffsetMs]);
  const [low, high] = [roundOut(Math.min(0, ...all)), roundOut(Math.max(linearUpTo, ...all))];
  const [bottom, top] = [bend(low), bend(high)];
  const height = band.height - 16;
  return {
    y: (ms) => band.top + 8 + ((top - bend(ms)) / (top - bottom)) * height,
    marks: low === 0 ? [high, 0] : [high, 0, low],
  };
}

/** The next 1, 2 or 5 times a power of ten, away from zero. */
function roundOut(ms: number): number {
  const size = Math.abs(ms);
  if (size === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(size));
  return Math.sign(ms) * power * ([1, 2, 5, 10].find((factor) => factor * power >= size) ?? 10);
}

function drawLine(
  frame: Frame,
  samples: readonly ClockSample[],
  y: (sample: ClockSample) => number,
  dash: number[],
): void {
  const { ctx } = frame;
  ctx.beginPath();
  for (const sample of samples) ctx.lineTo(toX(frame, sample.time), y(sample));
  ctx.lineWidth = dash.length === 0 ? 1.75 : 1.25;
  ctx.lineJoin = 'round';
  ctx.setLineDash(dash);
  ctx.stroke();
  ctx.setLineDash([]);
}
