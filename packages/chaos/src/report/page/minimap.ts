import { faultClass, Minimap } from '@seaworthy/porcupine/page';
import type { MinimapContent } from '@seaworthy/porcupine/page';
import type { Context } from './context.ts';
import { gutter, padRight } from './lanes.ts';

/** How much faults shade the strip. */
const SHADE = 0.13;

/** The whole run in a strip. */
export function makeMinimap(context: Context): Minimap {
  const minimap = new Minimap(context.view, gutter, padRight, () => contentOf(context));
  for (const what of ['theme', 'filter'] as const) context.on(what, () => minimap.redraw());
  return minimap;
}

function contentOf({ theme, model, alarms, selection }: Context): MinimapContent {
  return {
    theme,
    bands: model.faults.map(({ kind, from, to }) => ({
      from,
      to: to ?? model.duration,
      colour: theme.faults[faultClass(kind)],
      alpha: SHADE,
    })),
    alarms: alarms.map(({ from, to }) => (from + to) / 2),
    count: model.count,
    mask: selection.mask,
    outcome: model.outcome,
    begin: (number) => model.start[number]!,
  };
}
