import type { FaultWindow } from '../data.ts';
import type { Model } from './model.ts';
import type { Row } from './rows.ts';

/** Left of the time axis, where lanes have their names; plots keep the same, so that all axes lie under one another. */
export const gutter = 92;
export const padRight = 18;

const titleHeight = 20;

export interface Band {
  readonly top: number;
  readonly height: number;
}

/** Where everything lies, from top to bottom, in CSS pixels. */
export interface Lanes {
  readonly axis: Band;
  readonly faults: Band & {
    readonly laneHeight: number;
    readonly lanes: readonly (readonly FaultWindow[])[];
  };
  readonly nodes: Band & { readonly laneHeight: number; readonly names: readonly string[] };
  readonly clocks: Band | undefined;
  readonly rows: Band & { readonly rowHeight: number };
  readonly height: number;
}

export function layOut(model: Model, rows: readonly Row[]): Lanes {
  let top = 0;
  const take = (height: number): Band => {
    const band = { top, height };
    top += height;
    return band;
  };
  const axis = take(30);
  const lanes = packFaults(model.faults, model.duration);
  top += lanes.length === 0 ? 0 : titleHeight;
  const faults = { ...take(lanes.length * 22), laneHeight: 22, lanes };
  const names = model.data.experiment.nodes;
  top += titleHeight;
  const nodes = { ...take(names.length * 18), laneHeight: 18, names };
  const hasClocks = model.data.results.clocks.length > 0;
  top += hasClocks ? titleHeight : 0;
  const clocks = hasClocks ? take(72) : undefined;
  top += titleHeight;
  const rowHeight = Math.max(1, Math.min(20, 640 / Math.max(1, rows.length)));
  const operations = { ...take(Math.max(rows.length * rowHeight, 20)), rowHeight };
  return { axis, faults, nodes, clocks, rows: operations, height: top + 8 };
}

/** Puts windows that overlap into lanes of their own, as few as will do. */
export function packFaults(faults: readonly FaultWindow[], end: number): FaultWindow[][] {
  const lanes: FaultWindow[][] = [];
  for (const fault of faults) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? end) <= fault.from);
    if (free === undefined) lanes.push([fault]);
    else free.push(fault);
  }
  return lanes;
}
