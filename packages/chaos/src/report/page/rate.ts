import type uPlot from 'uplot';
import { outcomes } from '../data.ts';
import type { Bins } from './bins.ts';
import type { Context } from './context.ts';
import { makePlot, Plot } from './plot.ts';
import { fade } from '@seaworthy/porcupine/page';

export interface RatePlot {
  readonly update: (bins: Bins) => void;
}

/** Completions per second, by outcome. */
export function makeRatePlot(
  context: Context,
  element: HTMLElement,
  hover: (index: number | undefined) => void,
): RatePlot {
  const colour = (outcome: number): string => context.theme.outcomes[outcome]![1]!;
  const plot = makePlot(context, element, {
    height: 150,
    series: outcomes.map((_, outcome): uPlot.Series => ({
      stroke: () => colour(outcome),
      fill: () => fade(colour(outcome), 0.14),
      width: 1.75,
      paths: Plot.paths.stepped!({ align: 1 }),
      points: { show: false },
    })),
    y: { range: (_self, _low, high) => [0, Math.max(high * 1.08, 1)] },
    yAxis: { values: (_self, splits) => splits.map((rate) => `${rate}/s`), space: 34 },
    hover,
  });
  return {
    update: (bins) => {
      plot.setData([bins.seconds, ...bins.rates] as uPlot.AlignedData, false);
      plot.redraw();
    },
  };
}
