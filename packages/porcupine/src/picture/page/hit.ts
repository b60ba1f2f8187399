import type { Placed } from './annotations.ts';
import { rowsInSight } from './frame.ts';
import type { Frame } from './frame.ts';
import { drawnEnd, firstReaching } from './rows.ts';
import type { Row } from './rows.ts';

/** What lies under a pointer. */
export type Target =
  | { readonly kind: 'operation'; readonly number: number }
  | { readonly kind: 'annotation'; readonly annotation: Placed };

/** So many pixels beside a thing still mean it. */
const slack = 5;

export function targetAt(frame: Frame, x: number, y: number): Target | undefined {
  const { layout, context, scroll } = frame;
  if (x < frame.left - slack || x > frame.right + slack) return undefined;
  const place = frame.from + (x - frame.left) / frame.scale;
  const band = layout.annotations.find(({ top, height }) => y >= top && y < top + height);
  if (band !== undefined) return annotationNear(frame, band.lane.rows[band.row]!, place);
  if (y < layout.top) return undefined;
  const at = Math.floor((y - layout.top + scroll) / layout.rowHeight);
  const { first, last } = rowsInSight(frame);
  const row = at >= first && at < last ? context.rows[at] : undefined;
  if (row === undefined) return undefined;
  if (y - layout.top + scroll - at * layout.rowHeight < 4) {
    const own = context.annotations.filter(({ data }) => data.process === row.process);
    const found = annotationNear(frame, own, place);
    if (found !== undefined) return found;
  }
  const number = operationNear(frame, row, place);
  return number === undefined ? undefined : { kind: 'operation', number };
}

function annotationNear(frame: Frame, placed: readonly Placed[], place: number): Target | undefined {
  const air = slack / frame.scale;
  const annotation = placed.findLast(({ from, to }) => from - air <= place && place <= to + air);
  return annotation === undefined ? undefined : { kind: 'annotation', annotation };
}

/** The operation of a row nearest to a place, if it is within reach; what the filter admits comes first. */
function operationNear(frame: Frame, row: Row, place: number): number | undefined {
  const { axis, model, selection } = frame.context;
  const air = slack / frame.scale;
  let best: { number: number; score: number } | undefined;
  for (let i = firstReaching(row, axis, place - air); i < row.operations.length; i++) {
    const number = row.operations[i]!;
    const begin = axis.begin(number);
    if (begin > place + air) break;
    const distance = Math.max(begin - place, place - drawnEnd(row, model, axis, i), 0);
    if (distance > air) continue;
    const score = distance / air + (selection.mask[number] === 1 ? 0 : 2) - model.outcome[number]! * 0.2;
    if (best === undefined || score < best.score) best = { number, score };
  }
  return best?.number;
}
