import { ILLEGAL } from '../model.ts';
import type { Illegal } from '../model.ts';

/** What can be written. */
export type Value = string | number;

/** Stands for every value that no operation in question can tell from another. */
export const OTHER: unique symbol = Symbol('other');

/** What one key holds; `null` when it is absent. */
export type CellState = Value | null | typeof OTHER;

export type CellKey = string | number | null;

/** What can be asked of one key. */
export type CellInput =
  | { readonly f: 'read'; readonly key: CellKey }
  | { readonly f: 'write'; readonly key: CellKey; readonly value: Value }
  | { readonly f: 'append'; readonly key: CellKey; readonly value: Value }
  | { readonly f: 'delete'; readonly key: CellKey }
  | { readonly f: 'cas'; readonly key: CellKey; readonly expected: Value | null; readonly value: Value };

/** A refused compare-and-set that told what it found. */
export interface RefusedCas {
  readonly current: Value | null;
}

/**
 * What is answered: the value of a read; `true`, `false` or {@link RefusedCas} of a compare-and-set; whether a
 * delete found something (`null`: not recorded); `null` for writes and appends.
 */
export type CellOutput = Value | null | boolean | RefusedCas;

/** One key of a store, as the sequential specification has it. */
export function stepCell(
  state: CellState,
  input: CellInput,
  output: CellOutput | undefined,
): CellState | Illegal {
  switch (input.f) {
    case 'read':
      return output === undefined || output === state ? state : ILLEGAL;
    case 'write':
      return input.value;
    case 'append':
      if (state === OTHER) return OTHER;
      return state === null ? String(input.value) : `${state}${input.value}`;
    case 'delete':
      if (output === true) return state === null ? ILLEGAL : null;
      if (output === false) return state === null ? null : ILLEGAL;
      return null;
    case 'cas':
      return stepCas(state, input.expected, input.value, output);
  }
}

function stepCas(
  state: CellState,
  expected: Value | null,
  value: Value,
  output: CellOutput | undefined,
): CellState | Illegal {
  const matches = state === expected;
  if (output === undefined) return matches ? value : state;
  if (output === true) return matches ? value : ILLEGAL;
  if (matches) return ILLEGAL;
  if (output === false) return state;
  return (output as RefusedCas).current === state ? state : ILLEGAL;
}

/** Whether the answer says that a compare-and-set was refused. */
export function isRefused(output: CellOutput | undefined): output is false | RefusedCas {
  return output === false || (typeof output === 'object' && output !== null);
}

/** The one state in which the operation is legal; `undefined` when there are many. */
export function neededState(input: CellInput, output: CellOutput | undefined): Value | null | undefined {
  if (output === undefined) return undefined;
  switch (input.f) {
    case 'read':
      return output as Value | null;
    case 'delete':
      return output === false ? null : undefined;
    case 'cas':
      if (output === true) return input.expected;
      return typeof output === 'object' && output !== null ? output.current : undefined;
    case 'write':
    case 'append':
      return undefined;
  }
}
