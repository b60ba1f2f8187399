import { lowerBound } from '@seaworthy/porcupine/page';
import type { ClockSample } from '../../check/results.ts';
import { type FaultWindow, type FunctionName, type Outcome, outcomes, type ReportData } from '../data.ts';
import { type ClockLine, clockLines } from './clock-lines.ts';

type OperationValue = ReportData['operations']['value'][number];

/** One operation, as an object; made only for the few that are looked at. */
export interface Operation {
  readonly number: number;
  readonly process: number;
  readonly f: FunctionName;
  readonly key: string;
  readonly outcome: Outcome;
  readonly start: number;
  readonly end: number;
  /** Whether anything completed it at all. */
  readonly completed: boolean;
  readonly node: string | undefined;
  readonly error: string | undefined;
  readonly revision: number | undefined;
  readonly index: number;
  readonly value: OperationValue;
  readonly result: OperationValue;
  readonly current: OperationValue | undefined;
}

/** Columns as typed arrays, and what the whole page needs to know about the run. */
export interface Model {
  readonly data: ReportData;
  readonly count: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly process: Int32Array;
  readonly f: Uint8Array;
  readonly key: Int32Array;
  readonly outcome: Uint8Array;
  readonly index: Float64Array;
  /** Faults that were really there, in the order they began. */
  readonly faults: readonly FaultWindow[];
  /** In the order of the nodes. */
  readonly clocks: readonly ClockLine[];
  readonly clockSamples: readonly ClockSample[];
  readonly duration: number;
}

/** Positions in {@link outcomes}. */
export const ok = 0;
export const fail = 1;
export const info = 2;

export function makeModel(data: ReportData): Model {
  const columns = data.operations;
  const { count } = columns;
  const start = new Float64Array(count);
  const end = new Float64Array(count);
  const index = new Float64Array(count);
  let time = 0;
  let position = 0;
  for (let i = 0; i < count; i++) {
    time += columns.startDelta[i]!;
    position += columns.indexDelta[i]!;
    const lasted = columns.duration[i]!;
    start[i] = time;
    index[i] = position;
    end[i] = lasted < 0 ? data.duration : time + lasted;
  }
  const faults = data.results.faults.windows
    .filter((window) => window.status !== 'skipped')
    .toSorted((a, b) => a.from - b.from);
  const clocks = clockLines(data.experiment.nodes, data.results.clocks, faults);
  return {
    data,
    count,
    start,
    end,
    index,
    process: Int32Array.from(columns.process),
    f: Uint8Array.from(columns.f),
    key: Int32Array.from(columns.key),
    outcome: Uint8Array.from(columns.outcome),
    faults,
    clocks,
    clockSamples: clocks.flatMap((line) => line.lives.flat()),
    duration: Math.max(data.duration, 1),
  };
}

export function operationAt(model: Model, number: number): Operation {
  const columns = model.data.operations;
  const name = (list: readonly string[], position: number): string | undefined =>
    position < 0 ? undefined : list[position];
  const revision = columns.revision[number]!;
  return {
    number,
    process: model.process[number]!,
    f: columns.functions[model.f[number]!]!,
    key: columns.keys[model.key[number]!]!,
    outcome: outcomes[model.outcome[number]!]!,
    start: model.start[number]!,
    end: model.end[number]!,
    completed: columns.duration[number]! >= 0,
    node: name(columns.nodes, columns.node[number]!),
    error: name(columns.errors, columns.error[number]!),
    revision: revision < 0 ? undefined : revision,
    index: model.index[number]!,
    value: columns.value[number]!,
    result: columns.result[number]!,
    current: columns.current[number],
  };
}

/** Numbers of the operations with these invocations, in order of time; those that the history lacks are left out. */
export function operationsByIndex(model: Model, indices: readonly number[]): number[] {
  return indices
    .map((index) => {
      const number = lowerBound(model.count, index, (i) => model.index[i]!);
      return model.index[number] === index ? number : -1;
    })
    .filter((number) => number >= 0)
    .toSorted((a, b) => a - b);
}

/** Faults whose window touches this span. */
export function faultsDuring(model: Model, from: number, to: number): readonly FaultWindow[] {
  return model.faults.filter((fault) => fault.from <= to && (fault.to ?? model.duration) >= from);
}
