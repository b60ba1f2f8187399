import { Minimap } from '../../page/index.ts';
import type { MinimapContent } from '../../page/index.ts';
import { colourOf } from './annotations.ts';
import type { Context } from './context.ts';
import { gutter, padRight } from './layout.ts';

/** Faults shade the strip; other annotations only mark its edge. */
const FAULT = 0.13;

export function makeMinimap(context: Context): Minimap {
  const minimap = new Minimap(context.view, gutter, padRight, () => contentOf(context));
  for (const what of ['theme', 'filter'] as const) context.on(what, () => minimap.redraw());
  return minimap;
}

function contentOf({ theme, model, selection, annotations, axis }: Context): MinimapContent {
  const { partitions } = model.data;
  return {
    theme,
    bands: annotations
      .filter(({ data, from, to }) => from !== to && data.process === null)
      .map((annotation) => ({
        from: annotation.from,
        to: annotation.to,
        colour: colourOf(theme, annotation),
        alpha: annotation.data.kind === 'fault' ? FAULT : 0,
      })),
    alarms: model.violations.map((partition) => axis.finish(partitions[partition]!.violation!.culprit)),
    count: model.count,
    mask: selection.mask,
    outcome: model.outcome,
    begin: (number) => axis.begin(number),
  };
}
