import { drawIntervals, faultClass } from '@seaworthy/porcupine/page';
import type { Context } from './context.ts';
import { faultLabel } from './draw-faults.ts';
import * as format from './format.ts';
import { faultsDuring, operationAt } from './model.ts';
import { shadeOf } from './theme.ts';

/** What the shortest distance is drawn as, of the longest. */
const SHORTEST = 0.28;

/**
 * The few operations that contradict each other. Distances are compressed, for a stale read may follow its write by
 * seconds and last microseconds: a gap's width grows with the root of its length.
 */
export function drawAnomaly(
  { model }: Context,
  numbers: readonly number[],
  jump: (number: number) => void,
): HTMLElement {
  const operations = numbers.map((number) => operationAt(model, number));
  const from = Math.min(...operations.map((operation) => operation.start));
  const to = Math.max(...operations.map((operation) => operation.end));
  const ends = operations.flatMap(({ start, end, outcome }) => (outcome === 'info' ? [start] : [start, end]));
  const times = [...new Set(ends)].sort((a, b) => a - b);
  return drawIntervals({
    intervals: operations.map((operation) => ({
      process: operation.process,
      from: operation.start,
      to: operation.end,
      isOpen: operation.outcome === 'info',
      text: format.clip(format.summary(operation), 48),
      mark: `outcome-${operation.outcome} shade-${shadeOf(operation.f) + 1}`,
      visit: () => jump(operation.number),
    })),
    moments: times.map((at) => ({ at, label: format.moment(at, 1e5) })),
    gaps: compress(times),
    bands: faultsDuring(model, from, to).map((fault) => ({
      from: Math.max(fault.from, from),
      to: Math.min(fault.to ?? to, to),
      label: faultLabel(fault),
      mark: `fault-${faultClass(fault.kind)}`,
    })),
    visits: 'show in the timeline',
  });
}

function compress(times: readonly number[]): number[] {
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  const longest = Math.max(...gaps, 1);
  return gaps.map((gap) => SHORTEST + Math.sqrt(gap / longest));
}
