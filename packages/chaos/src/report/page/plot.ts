import type uPlot from 'uplot';
import { fade, faultClass, ticks } from '@seaworthy/porcupine/page';
import type { Context } from './context.ts';
import { moment } from './format.ts';
import { gutter, padRight } from './lanes.ts';

/** uPlot stands in a script element of its own, before this one. */
export const Plot = (globalThis as unknown as { uPlot: typeof uPlot }).uPlot;

export interface PlotOptions {
  readonly height: number;
  readonly series: readonly uPlot.Series[];
  readonly y: uPlot.Scale;
  readonly yAxis: uPlot.Axis;
  /** Draws under the series. */
  readonly draw?: (plot: uPlot) => void;
  /** Told the bin under the pointer. */
  readonly hover: (index: number | undefined) => void;
}

/** A uPlot chart whose time axis is the timeline's: same margins, same span, same cursor, faults shaded. */
export function makePlot(context: Context, element: HTMLElement, options: PlotOptions): uPlot {
  const { view, model } = context;
  const plot = new Plot(
    {
      width: Math.max(element.clientWidth, 200),
      height: options.height,
      padding: [8, padRight, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => () => (view.show(view.whole), null) },
      },
      scales: {
        x: { time: false, auto: false, range: () => [view.from / 1e9, view.to / 1e9] },
        y: options.y,
      },
      axes: [xAxis(context), { ...axis(context), size: gutter, ...options.yAxis }],
      series: [{}, ...options.series],
      hooks: {
        drawClear: [(self) => shadeFaults(context, self)],
        drawAxes: options.draw === undefined ? [] : [options.draw],
        setSelect: [
          (self) => {
            if (self.select.width < 4) return;
            const [left, width] = [self.select.left, self.select.width];
            view.show({ from: self.posToVal(left, 'x') * 1e9, to: self.posToVal(left + width, 'x') * 1e9 });
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
        setCursor: [
          (self) => {
            options.hover(self.cursor.idx ?? undefined);
            if (self.cursor.event === undefined) return;
            const left = self.cursor.left ?? -1;
            context.setCursor(left < 0 ? undefined : self.posToVal(left, 'x') * 1e9);
          },
        ],
      },
    },
    undefined,
    element,
  );
  plot.over.addEventListener('pointerleave', () => context.setCursor(undefined));
  follow(context, element, plot, model.duration);
  return plot;
}

function follow(context: Context, element: HTMLElement, plot: uPlot, duration: number): void {
  const { view } = context;
  let waiting = false;
  view.onChange(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      plot.setScale('x', { min: view.from / 1e9, max: view.to / 1e9 });
    });
  });
  context.on('theme', () => plot.redraw(false, true));
  context.on('cursor', () => {
    const time = context.cursor;
    const left = time === undefined || time > duration * 2 ? -10 : plot.valToPos(time / 1e9, 'x');
    if (Math.abs((plot.cursor.left ?? -10) - left) < 0.5) return;
    delete plot.cursor.event;
    plot.setCursor({ left, top: left < 0 ? -10 : 10 });
  });
  new ResizeObserver(() => {
    const width = element.clientWidth;
    if (width > 0 && width !== plot.width) plot.setSize({ width, height: plot.height });
  }).observe(element);
}

function axis(context: Context): uPlot.Axis {
  return {
    stroke: () => context.theme.ink2,
    font: `11px ${context.theme.font}`,
    grid: { stroke: () => context.theme.lineSoft, width: 1 },
    ticks: { show: false },
    gap: 8,
  };
}

function xAxis(context: Context): uPlot.Axis {
  let step = 1e9;
  return {
    ...axis(context),
    size: 26,
    gap: 6,
    splits: (_self, _axis, from, to) => {
      const round = ticks(from * 1e9, to * 1e9, (context.theme, _self.width - gutter - padRight) / 110);
      step = round.step;
      return round.at.map((time) => time / 1e9);
    },
    values: (_self, splits) =>
      splits.map((second) => moment(Math.abs(second * 1e9) < step / 2 ? 0 : second * 1e9, step)),
  };
}

function shadeFaults({ model, theme }: Context, plot: uPlot): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const fault of model.faults) {
    const from = plot.valToPos(fault.from / 1e9, 'x', true);
    const to = plot.valToPos((fault.to ?? model.duration) / 1e9, 'x', true);
    const colour = theme.faults[faultClass(fault.kind)];
    ctx.fillStyle = fade(colour, 0.09);
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    ctx.fillStyle = colour;
    ctx.fillRect(from, bbox.top, Math.max(to - from - 1, 1), 2 * (window.devicePixelRatio || 1));
  }
  ctx.restore();
}
