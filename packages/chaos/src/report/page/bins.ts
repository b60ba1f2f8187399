import { outcomes } from '../data.ts';
import type { Selection } from './filter.ts';
import { type Model, ok } from './model.ts';

/** Figures per equal span of time, of the operations that the filter admits. */
export interface Bins {
  /** Width of a bin in seconds. */
  readonly width: number;
  /** Where each bin begins, in seconds; one more at the end closes the last. */
  readonly seconds: Float64Array;
  /** Completions per second, by outcome. */
  readonly rates: readonly Float64Array[];
  /** Median and 99th percentile of what went well, in milliseconds, by function; NaN-free: null where there is none. */
  readonly quantiles: readonly { readonly p50: (number | null)[]; readonly p99: (number | null)[] }[];
}

const most = 160;

/** A round width that cuts the run into at most {@link most} bins. */
export function binWidth(seconds: number): number {
  const rough = Math.max(seconds / most, 1e-4);
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
}

export function makeBins(model: Model, { mask }: Selection): Bins {
  const width = binWidth(model.duration / 1e9);
  const length = Math.floor(model.duration / 1e9 / width) + 1;
  const columns = model.data.operations;
  const rates = outcomes.map(() => new Float64Array(length + 1));
  const latencies = columns.functions.map(() => Array.from({ length }, (): number[] => []));
  for (let i = 0; i < model.count; i++) {
    const lasted = columns.duration[i]!;
    if (mask[i] !== 1 || lasted < 0) continue;
    const bin = Math.min(Math.floor(model.end[i]! / 1e9 / width), length - 1);
    rates[model.outcome[i]!]![bin]! += 1 / width;
    if (model.outcome[i] === ok) latencies[model.f[i]!]![bin]!.push(lasted / 1e6);
  }
  for (const rate of rates) rate[length] = rate[length - 1]!;
  return {
    width,
    seconds: Float64Array.from({ length: length + 1 }, (_, bin) => bin * width),
    rates,
    quantiles: latencies.map((byBin) => {
      for (const list of byBin) list.sort((a, b) => a - b);
      return {
        p50: byBin.map((list) => quantile(list, 0.5)),
        p99: byBin.map((list) => quantile(list, 0.99)),
      };
    }),
  };
}

/** Of an ascending list, by nearest rank. */
export function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
