import { toX } from '@seaworthy/porcupine/page';
import type { ClockSample } from '../../check/results.ts';
import type { Frame } from './frame.ts';
import type { Band, Lanes } from './lanes.ts';

/** Offsets of milliseconds and of minutes share a lane: it is linear up to this many milliseconds, then logarithmic. */
const linearUpTo = 20;

export function drawClocks(frame: Frame, { clocks }: Lanes): void {
  if (clocks === undefined) return;
  const { ctx, theme, model } = frame;
  const scale = clockScale(model.clockSamples, clocks);
  for (const mark of scale.marks) {
    const y = Math.round(scale.y(mark)) + 0.5;
    ctx.fillStyle = mark === 0 ? theme.line : theme.lineSoft;
    ctx.fillRect(frame.left, y - 0.5, frame.right - frame.left, 1);
  }
  model.clocks.forEach((line, number) => {
    ctx.strokeStyle = theme.nodes[number % theme.nodes.length]!;
    for (const life of line.lives) {
      const samples = inView(frame, life);
      drawLine(frame, samples, (sample) => scale.y(sample.wallOffsetMs), []);
      drawLine(frame, samples, (sample) => scale.y(sample.monotonicOffsetMs), [2, 3]);
    }
  });
}

/** The samples in view and one beyond each edge: dashing a line of a hundred thousand pixels takes longer than a frame. */
function inView(frame: Frame, samples: readonly ClockSample[]): readonly ClockSample[] {
  const first = samples.findIndex((sample) => sample.time >= frame.from);
  const after = samples.findIndex((sample) => sample.time > frame.to);
  const from = first === -1 ? samples.length - 1 : first - 1;
  return samples.slice(Math.max(0, from), after === -1 ? samples.length : after + 1);
}

export interface ClockScale {
  readonly y: (ms: number) => number;
  /** Where lines with a label go. */
  readonly marks: readonly number[];
}

export function clockScale(samples: readonly ClockSample[], band: Band): ClockScale {
  const bend = (ms: number): number => Math.sign(ms) * Math.log10(1 + Math.abs(ms) / linearUpTo);
  let [low, high] = [0, linearUpTo];
  for (const { wallOffsetMs, monotonicOffsetMs } of samples) {
    low = Math.min(low, wallOffsetMs, monotonicOffsetMs);
    high = Math.max(high, wallOffsetMs, monotonicOffsetMs);
  }
  [low, high] = [roundOut(low), roundOut(high)];
  const [bottom, top] = [bend(low), bend(high)];
  const height = band.height - 16;
  const y = (ms: number): number => band.top + 8 + ((top - bend(ms)) / (top - bottom)) * height;
  const marks = [high, 0, low].filter((mark) => mark === 0 || Math.abs(y(mark) - y(0)) > 12);
  return { y, marks: [...new Set(marks)] };
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
  samples.forEach((sample, position) => {
    const neighbour = samples[position === 0 ? 1 : position - 1];
    const point = clamp(frame, sample, neighbour, y);
    ctx.lineTo(point.x, point.y);
  });
  ctx.lineWidth = dash.length === 0 ? 1.75 : 1.25;
  ctx.lineJoin = 'round';
  ctx.setLineDash(dash);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Where a line towards a sample far outside leaves the picture. */
function clamp(
  frame: Frame,
  sample: ClockSample,
  neighbour: ClockSample | undefined,
  y: (sample: ClockSample) => number,
): { x: number; y: number } {
  const x = toX(frame, sample.time);
  const edge = Math.min(Math.max(x, frame.left - 20), frame.right + 20);
  if (neighbour === undefined || edge === x) return { x, y: y(sample) };
  const share = (edge - x) / (toX(frame, neighbour.time) - x);
  return { x: edge, y: y(sample) + (y(neighbour) - y(sample)) * share };
}
