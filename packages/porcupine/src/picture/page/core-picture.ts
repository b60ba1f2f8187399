import { drawIntervals } from '../../page/index.ts';
import * as format from './format.ts';
import { info, outcomeOf, textOf } from './model.ts';
import type { Model } from './model.ts';

/** The few operations that contradict each other. Distances mean nothing: only the order counts. */
export function drawCore(
  model: Model,
  numbers: readonly number[],
  visit: (number: number) => void,
): HTMLElement {
  const ranks = [...new Set(numbers.flatMap((number) => [model.call[number]!, model.return[number]!]))];
  return drawIntervals({
    intervals: numbers.map((number) => ({
      process: model.process[number]!,
      from: model.call[number]!,
      to: model.return[number]!,
      isOpen: model.outcome[number] === info,
      text: format.clip(format.visible(textOf(model, number)), 44),
      mark: `outcome-${outcomeOf(model, number)}`,
      visit: () => visit(number),
    })),
    moments: ranks
      .filter((rank) => rank < model.points.length)
      .sort((a, b) => a - b)
      .map((at) => ({ at, label: String(model.points[at]) })),
    visits: 'show in the picture',
  });
}
