import { lowerBound } from '../../page/index.ts';
import type { Axis } from './axis.ts';
import type { Model } from './model.ts';
import { info } from './model.ts';

/** One line of the picture: operations of one process that do not overlap. */
export interface Row {
  readonly label: string;
  readonly process: number;
  /** Numbers of operations, in the order of their calls. */
  readonly operations: Int32Array;
  /** For each of them, how far to the right any up to it reaches: a position in `model.points`. */
  readonly reach: Int32Array;
}

/**
 * A lane per process, and a second row in it only for operations that overlap others of the same process. An
 * operation of unknown outcome makes way for the next one.
 */
export function makeRows(model: Model, shown: Uint8Array | undefined): Row[] {
  const byProcess = new Map<number, number[]>();
  for (let i = 0; i < model.count; i++) {
    if (shown?.[i] === 0) continue;
    const process = model.process[i]!;
    const operations = byProcess.get(process);
    if (operations === undefined) byProcess.set(process, [i]);
    else operations.push(i);
  }
  return [...byProcess]
    .sort(([a], [b]) => a - b)
    .flatMap(([process, operations]) =>
      pack(model, operations).map((packed, depth) => toRow(model, process, packed, depth)),
    );
}

function pack(model: Model, operations: readonly number[]): number[][] {
  const rows: number[][] = [];
  const free: number[] = [];
  for (const number of operations) {
    let row = free.findIndex((rank) => rank <= model.call[number]!);
    if (row < 0) row = rows.push([]) - 1;
    rows[row]!.push(number);
    free[row] = model.outcome[number] === info ? model.call[number]! : model.return[number]!;
  }
  return rows;
}

function toRow(model: Model, process: number, operations: readonly number[], depth: number): Row {
  const reach = new Int32Array(operations.length);
  let furthest = -1;
  operations.forEach((number, i) => {
    const next = operations[i + 1];
    const end = next === undefined ? Infinity : model.call[next]!;
    furthest = Math.max(furthest, Math.min(model.return[number]!, end));
    reach[i] = furthest;
  });
  return {
    label: depth === 0 ? String(process) : '',
    process,
    operations: Int32Array.from(operations),
    reach,
  };
}

/** The position in a row of the first operation that reaches a place on the axis. */
export function firstReaching({ reach }: Row, axis: Axis, place: number): number {
  return lowerBound(reach.length, place, (i) => axis.ofRank(reach[i]!));
}

/** Where an operation in a row is drawn to: one of unknown outcome ends where the next one begins. */
export function drawnEnd({ operations }: Row, model: Model, axis: Axis, position: number): number {
  const number = operations[position]!;
  const next = operations[position + 1];
  const end = axis.finish(number);
  return next === undefined || model.outcome[number] !== info ? end : Math.min(end, axis.begin(next));
}
