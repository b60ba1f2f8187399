import { outcomes } from '../data.ts';
import type { OrderData, Outcome, PictureData } from '../data.ts';

/** Columns as typed arrays, and what the whole page needs to know about the history. */
export interface Model {
  readonly data: PictureData;
  readonly count: number;
  /** All points at which something was called or returned, in order. */
  readonly points: Float64Array;
  /** Positions of calls in {@link Model.points}. */
  readonly call: Int32Array;
  /** Positions of returns in {@link Model.points}; their number for those that never returned. */
  readonly return: Int32Array;
  readonly process: Int32Array;
  readonly type: Int32Array;
  readonly partition: Int32Array;
  readonly outcome: Uint8Array;
  /** Operations in the main order of their partition. */
  readonly placed: Uint8Array;
  /** Operations that the search of their partition could not place, though time allows. */
  readonly blocked: Uint8Array;
  /** Numbers of partitions that were found invalid and are explained, in the order of their violations. */
  readonly violations: readonly number[];
}

/** Positions in {@link outcomes}. */
export const ok = 0;
export const fail = 1;
export const info = 2;

export function makeModel(data: PictureData): Model {
  const columns = data.operations;
  const { count } = columns;
  const distinct = new Set<number>(columns.call);
  for (const point of columns.return) if (point !== null) distinct.add(point);
  const points = Float64Array.from(distinct).sort();
  const rank = new Map<number, number>();
  points.forEach((point, i) => rank.set(point, i));
  const placed = new Uint8Array(count);
  const blocked = new Uint8Array(count);
  for (const { orders } of data.partitions) {
    for (const number of orders[0]?.operations ?? []) placed[number] = 1;
    for (const number of orders[0]?.blocked ?? []) blocked[number] = 1;
  }
  const call = Int32Array.from(columns.call, (point) => rank.get(point)!);
  return {
    data,
    count,
    points,
    call,
    return: Int32Array.from(columns.return, (point) => (point === null ? points.length : rank.get(point)!)),
    process: Int32Array.from(columns.process),
    type: Int32Array.from(columns.type),
    partition: Int32Array.from(columns.partition),
    outcome: Uint8Array.from(columns.outcome),
    placed,
    blocked,
    violations: sortViolations(data),
  };
}

/** First comes what was complete first. */
function sortViolations({ partitions, operations }: PictureData): number[] {
  const endOf = (partition: number): number => {
    const { culprit } = partitions[partition]!.violation!;
    return operations.return[culprit] ?? Infinity;
  };
  return [...partitions.keys()]
    .filter((partition) => partitions[partition]!.violation !== null)
    .sort((a, b) => endOf(a) - endOf(b));
}

export function outcomeOf(model: Model, number: number): Outcome {
  return outcomes[model.outcome[number]!]!;
}

export function textOf({ data: { operations } }: Model, number: number): string {
  return operations.texts[operations.text[number]!]!;
}

/** The key of an operation's partition; `null` when there is only one. */
export function keyOf({ data: { partitions }, partition }: Model, number: number): string | null {
  return partitions[partition[number]!]?.key ?? null;
}

/** Where an operation stands in an order. */
export interface Place {
  readonly order: OrderData;
  readonly position: number;
}

/** Where an operation stands in the main order of its partition, or else in the first other one that it is in. */
export function placeOf({ data: { partitions }, partition }: Model, number: number): Place | undefined {
  for (const order of partitions[partition[number]!]?.orders ?? []) {
    const position = order.operations.indexOf(number);
    if (position >= 0) return { order, position };
  }
  return undefined;
}
