import { toX } from '@seaworthy/porcupine/page';
import type { ClockSample, Reign } from '../../check/results.ts';
import type { FaultWindow, ReportData } from '../data.ts';
import { clockScale } from './draw-clocks.ts';
import type { Frame } from './frame.ts';
import type { Lanes } from './lanes.ts';
import { firstOpenAt, type Row } from './rows.ts';

/** What lies under a pointer. */
export type Target =
  | { readonly kind: 'operation'; readonly number: number }
  | { readonly kind: 'fault'; readonly fault: FaultWindow }
  | { readonly kind: 'reign'; readonly reign: Reign }
  | { readonly kind: 'clock'; readonly sample: ClockSample }
  | { readonly kind: 'note'; readonly note: ReportData['notes'][number] };

/** So many pixels beside a thing still mean it. */
const slack = 5;

export function targetAt(
  frame: Frame,
  lanes: Lanes,
  rows: readonly Row[],
  mask: Uint8Array,
  x: number,
  y: number,
): Target | undefined {
  if (x < frame.left - slack || x > frame.right + slack) return undefined;
  const time = frame.from + (x - frame.left) / frame.scale;
  const within = (band: { top: number; height: number } | undefined): boolean =>
    band !== undefined && y >= band.top && y < band.top + band.height;
  if (within(lanes.axis)) return noteAt(frame, x);
  if (within(lanes.faults)) return faultAt(frame, lanes, time, y);
  if (within(lanes.nodes)) return reignAt(frame, lanes, time, y);
  if (within(lanes.clocks)) return clockAt(frame, lanes, x, y);
  if (!within(lanes.rows)) return undefined;
  const row = rows[Math.floor((y - lanes.rows.top) / lanes.rows.rowHeight)];
  const number = row === undefined ? undefined : operationNear(frame, row, mask, time);
  return number === undefined ? undefined : { kind: 'operation', number };
}

function noteAt(frame: Frame, x: number): Target | undefined {
  const near = frame.model.data.notes
    .map((note) => ({ note, distance: Math.abs(toX(frame, note.time) - x) }))
    .filter(({ distance }) => distance <= slack)
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near === undefined ? undefined : { kind: 'note', note: near.note };
}

function faultAt(frame: Frame, { faults }: Lanes, time: number, y: number): Target | undefined {
  const lane = faults.lanes[Math.floor((y - faults.top) / faults.laneHeight)];
  const air = slack / frame.scale;
  const fault = lane?.find(
    ({ from, to }) => from - air <= time && time <= (to ?? frame.model.duration) + air,
  );
  return fault === undefined ? undefined : { kind: 'fault', fault };
}

function reignAt(frame: Frame, { nodes }: Lanes, time: number, y: number): Target | undefined {
  const name = nodes.names[Math.floor((y - nodes.top) / nodes.laneHeight)];
  const air = slack / frame.scale;
  const reign = frame.model.data.results.reigns
    .filter(({ node, from, to }) => node === name && from - air <= time && time <= to + air)
    .at(-1);
  if (reign !== undefined) return { kind: 'reign', reign };
  const fault = frame.model.faults.find(
    ({ nodes: hit, from, to }) =>
      name !== undefined && hit.includes(name) && from <= time && time <= (to ?? frame.model.duration),
  );
  return fault === undefined ? undefined : { kind: 'fault', fault };
}

function clockAt(frame: Frame, { clocks }: Lanes, x: number, y: number): Target | undefined {
  if (clocks === undefined) return undefined;
  const samples = frame.model.clockSamples;
  const scale = clockScale(samples, clocks);
  let best: { sample: ClockSample; distance: number } | undefined;
  for (const sample of samples) {
    const distance = Math.hypot(toX(frame, sample.time) - x, scale.y(sample.wallOffsetMs) - y);
    if (distance < 14 && distance < (best?.distance ?? Infinity)) best = { sample, distance };
  }
  return best === undefined ? undefined : { kind: 'clock', sample: best.sample };
}

/** The operation of a row nearest to a moment, if it is within reach; what the filter admits comes first. */
function operationNear(frame: Frame, row: Row, mask: Uint8Array, time: number): number | undefined {
  const { model } = frame;
  const air = slack / frame.scale;
  let best: { number: number; score: number } | undefined;
  for (let at = firstOpenAt(model, row, time - air); at < row.operations.length; at++) {
    const number = row.operations[at]!;
    const start = model.start[number]!;
    if (start > time + air) break;
    const distance = Math.max(start - time, time - model.end[number]!, 0);
    if (distance > air) continue;
    const score = distance / air + (mask[number] === 1 ? 0 : 2) - model.outcome[number]! * 0.2;
    if (best === undefined || score < best.score) best = { number, score };
  }
  return best?.number;
}
