import { lowerBound } from '@seaworthy/porcupine/page';
import type uPlot from 'uplot';
import type { Bins } from './bins.ts';
import type { Context } from './context.ts';
import * as format from './format.ts';
import { ok } from './model.ts';
import { makePlot } from './plot.ts';

export type LatencyMode = 'points' | 'quantiles';

export interface LatencyPlot {
  readonly update: (bins: Bins, mode: LatencyMode) => void;
}

/** How long operations took, on a logarithmic scale. */
export function makeLatencyPlot(
  context: Context,
  element: HTMLElement,
  hover: (index: number | undefined) => void,
): LatencyPlot {
  const { model } = context;
  const { functions } = model.data.operations;
  let mode: LatencyMode = 'points';
  const [low, high] = latencyRange(context);
  const plot = makePlot(context, element, {
    height: 220,
    series: functions.flatMap((_, f) =>
      [[], [4, 3]].map((dash): uPlot.Series => ({
        stroke: () => context.theme.functions[f % context.theme.functions.length]!,
        width: dash.length === 0 ? 2 : 1.5,
        dash,
        points: { show: false },
        spanGaps: false,
        show: false,
      })),
    ),
    y: { distr: 3, log: 10, range: () => [low, high] },
    yAxis: {
      grid: { stroke: () => context.theme.lineSoft, width: 1, filter: onlyDecades },
      values: (_self, splits) =>
        onlyDecades(_self, splits).map((ms) => (ms === null ? null : format.milliseconds(ms))),
    },
    draw: (self) => {
      if (mode === 'points') drawPoints(context, self);
    },
    hover,
  });
  return {
    update: (bins, wanted) => {
      mode = wanted;
      plot.setData(
        [
          bins.seconds,
          ...bins.quantiles.flatMap(({ p50, p99 }) => [
            [...p50, null],
            [...p99, null],
          ]),
        ] as uPlot.AlignedData,
        false,
      );
      for (let series = 1; series <= functions.length * 2; series++) {
        plot.setSeries(series, { show: mode === 'quantiles' });
      }
      plot.redraw();
    },
  };
}

/** Only powers of ten get a line and a label. */
function onlyDecades(_plot: uPlot, splits: readonly number[]): (number | null)[] {
  return splits.map((ms) => (Number.isInteger(Math.round(Math.log10(ms) * 1e6) / 1e6) ? ms : null));
}

/** Whole powers of ten around everything that was measured, in milliseconds. */
function latencyRange({ model }: Context): [number, number] {
  let [low, high] = [Infinity, 0];
  for (let i = 0; i < model.count; i++) {
    const ms = model.data.operations.duration[i]! / 1e6;
    if (ms <= 0) continue;
    low = Math.min(low, ms);
    high = Math.max(high, ms);
  }
  if (low > high) return [1, 1000];
  const bottom = 10 ** Math.floor(Math.log10(low));
  return [bottom, Math.max(10 ** Math.ceil(Math.log10(high)), bottom * 10)];
}

/** One dot per operation, and one per place: what lies under another dot is not drawn. */
function drawPoints({ model, selection, theme, view }: Context, plot: uPlot): void {
  const { ctx, bbox } = plot;
  const ratio = window.devicePixelRatio || 1;
  const size = 2 * ratio;
  const columns = Math.ceil(bbox.width / size) + 1;
  const rows = Math.ceil(bbox.height / size) + 1;
  const taken = new Uint8Array(columns * rows);
  const scaleX = bbox.width / view.span;
  const { min, max } = plot.scales['y']!;
  const [bottom, top] = [Math.log10(min!), Math.log10(max!)];
  const durations = model.data.operations.duration;
  ctx.save();
  for (const wanted of [0, 2, 1]) {
    for (
      let i = lowerBound(model.count, view.from, (n) => model.start[n]!);
      i < model.count && model.start[i]! <= view.to;
      i++
    ) {
      const lasted = durations[i]!;
      const outcome = model.outcome[i]!;
      if (selection.mask[i] !== 1 || outcome !== wanted || lasted <= 0) continue;
      const column = Math.floor(((model.start[i]! - view.from) * scaleX) / size);
      const share = (Math.log10(lasted / 1e6) - bottom) / (top - bottom);
      const row = Math.floor(((1 - share) * bbox.height) / size);
      const cell = row * columns + column;
      if (taken[cell] === outcome + 1) continue;
      taken[cell] = outcome + 1;
      ctx.fillStyle =
        outcome === ok
          ? theme.functions[model.f[i]! % theme.functions.length]!
          : theme.outcomes[outcome]![1]!;
      const dot = outcome === ok ? size : size * 1.5;
      ctx.fillRect(bbox.left + column * size, bbox.top + row * size, dot, dot);
    }
  }
  ctx.restore();
}
