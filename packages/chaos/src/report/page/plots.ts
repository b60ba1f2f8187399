import { outcomes } from '../data.ts';
import { type Bins, makeBins } from './bins.ts';
import type { Context } from './context.ts';
import { button, h, section } from '@seaworthy/porcupine/page';
import * as format from './format.ts';
import { type LatencyMode, makeLatencyPlot } from './latency.ts';
import { makeRatePlot } from './rate.ts';

/** Latency and rate over time; `start` draws them once they stand in the page and have a size. */
export function makePlots(context: Context): { readonly element: HTMLElement; readonly start: () => void } {
  const { functions } = context.model.data.operations;
  const latencyBox = plotBox('Latency of operations over time, on a logarithmic scale');
  const rateBox = plotBox('Completed operations per second over time');
  const latencyReadout = h('p', { class: 'readout' });
  const rateReadout = h('p', { class: 'readout' });
  let mode: LatencyMode = 'points';
  let redraw = (): void => undefined;
  const choices = (['points', 'quantiles'] as const).map((name) =>
    button(
      name === 'points' ? 'Points' : 'Median and p99',
      () => {
        mode = name;
        redraw();
      },
      { class: 'chip' },
    ),
  );
  const legend = h('p', { class: 'legend' });
  const press = (): void => {
    choices.forEach((choice, i) =>
      choice.setAttribute('aria-pressed', String((i === 0) === (mode === 'points'))),
    );
    legend.replaceChildren(...latencyLegend(functions, mode));
  };
  press();
  const element = section(
    'plots',
    'Latency and rate',
    'Faults are shaded as above. Drag across a plot to zoom everything; filters apply here too.',
    h(
      'div',
      { class: 'plot-head' },
      h('h3', {}, 'Latency'),
      h('span', { class: 'group' }, ...choices),
      legend,
      latencyReadout,
    ),
    latencyBox,
    h(
      'div',
      { class: 'plot-head' },
      h('h3', {}, 'Rate'),
      h(
        'p',
        { class: 'legend' },
        ...outcomes.map((name) => h('span', {}, h('span', { class: `mark mark-${name}` }), name)),
      ),
      rateReadout,
    ),
    rateBox,
  );
  const start = (): void => {
    let bins: Bins = makeBins(context.model, context.selection);
    const latency = makeLatencyPlot(context, latencyBox, (index) => {
      latencyReadout.textContent = index === undefined ? '' : latencyAt(functions, bins, index);
    });
    const rate = makeRatePlot(context, rateBox, (index) => {
      rateReadout.textContent = index === undefined ? '' : rateAt(bins, index);
    });
    redraw = (): void => {
      press();
      latency.update(bins, mode);
      rate.update(bins);
    };
    redraw();
    context.on('filter', () => {
      bins = makeBins(context.model, context.selection);
      redraw();
    });
  };
  return { element, start };
}

function latencyLegend(functions: readonly string[], mode: LatencyMode): HTMLElement[] {
  const item = (mark: string, text: string): HTMLElement => h('span', {}, h('span', { class: mark }), text);
  return [
    ...functions.map((name, f) => item(`mark function-${(f % 7) + 1}`, name)),
    ...(mode === 'points'
      ? [item('mark mark-fail', 'fail'), item('mark mark-info', 'info')]
      : [item('line', 'median'), item('line dashed', 'p99')]),
  ];
}

function plotBox(label: string): HTMLElement {
  return h('div', { class: 'plot', attributes: { role: 'img', 'aria-label': label } });
}

function latencyAt(functions: readonly string[], bins: Bins, index: number): string {
  const parts = functions.flatMap((name, f) => {
    const { p50, p99 } = bins.quantiles[f]!;
    const [middle, high] = [p50[index], p99[index]];
    return middle === null || middle === undefined || high === null || high === undefined
      ? []
      : [`${name} ${format.milliseconds(middle)} / ${format.milliseconds(high)}`];
  });
  return parts.length === 0 ? '' : `${at(bins, index)}  p50 / p99:  ${parts.join('   ')}`;
}

function rateAt(bins: Bins, index: number): string {
  const parts = outcomes.map((name, outcome) => `${Math.round(bins.rates[outcome]![index]!)} ${name}`);
  return `${at(bins, index)}  per second:  ${parts.join('   ')}`;
}

function at(bins: Bins, index: number): string {
  return format.moment(bins.seconds[index]! * 1e9, bins.width * 1e9);
}
