import { lowerBound } from '@seaworthy/porcupine/page';
import type { Model } from './model.ts';

/** One line of the timeline: the operations of one process, or of processes that followed each other. */
export interface Row {
  readonly label: string;
  readonly processes: readonly number[];
  /** Numbers of operations, in the order of their invocations. */
  readonly operations: Int32Array;
}

/**
 * Gives each process a row. Where a process that lost an answer is succeeded by a fresh one, with the number increased
 * by the concurrency, as Jepsen does, both share a row: one row is then one thread of the runner.
 */
export function makeRows(model: Model): readonly Row[] {
  const processes = [...new Set(model.process)].sort((a, b) => a - b);
  const threads = model.data.experiment.concurrency;
  if (processes.length > threads && threads > 0) {
    const shared = group(model, (process) => process % threads);
    if (shared.every((row) => isSequential(model, row.operations))) return shared;
  }
  return group(model, (process) => process);
}

function group(model: Model, rowOf: (process: number) => number): Row[] {
  const rows = new Map<number, { processes: Set<number>; operations: number[] }>();
  for (let i = 0; i < model.count; i++) {
    const process = model.process[i]!;
    const number = rowOf(process);
    let row = rows.get(number);
    if (row === undefined) rows.set(number, (row = { processes: new Set(), operations: [] }));
    row.processes.add(process);
    row.operations.push(i);
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([number, row]) => ({
      label: String(number),
      processes: [...row.processes],
      operations: Int32Array.from(row.operations),
    }));
}

function isSequential(model: Model, operations: Int32Array): boolean {
  for (let i = 1; i < operations.length; i++) {
    const previous = operations[i - 1]!;
    if (model.data.operations.duration[previous]! < 0) continue;
    if (model.start[operations[i]!]! < model.end[previous]!) return false;
  }
  return true;
}

/** The position in a row of the first operation that may still be open at `time`. */
export function firstOpenAt(model: Model, row: Row, time: number): number {
  const after = lowerBound(row.operations.length, time, (i) => model.start[row.operations[i]!]!);
  return Math.max(0, after - 1);
}
