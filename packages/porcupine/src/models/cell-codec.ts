import { problem, show } from '../history/event.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { HistoryCodec } from '../history/history.ts';
import type { CellInput, CellKey, CellOutput } from './cell.ts';
import { isValue, readFound, readFunction, readKey, readValue } from './codec.ts';

/** What a model accepts in a history. */
export interface CellDialect {
  /** Every accepted `f`, and the operation it names. */
  readonly functions: Readonly<Record<string, CellInput['f']>>;
  readonly keyRequired: boolean;
}

/** Reads and validates operations on keys. */
export function cellCodec(dialect: CellDialect): HistoryCodec<CellInput, CellOutput> {
  return { readInput: (invocation) => readInput(dialect, invocation), readOutput };
}

function readInput(dialect: CellDialect, event: HistoryEvent): CellInput {
  const f = readFunction(dialect.functions, event);
  const key = dialect.keyRequired ? readRequiredKey(event) : readKey(event);
  switch (f) {
    case 'read':
    case 'delete':
      return { f, key };
    case 'write':
    case 'append':
      return { f, key, value: readValue(event) };
    case 'cas':
      return readCas(event, key);
  }
}

function readCas(event: HistoryEvent, key: CellKey): CellInput {
  const { value: pair } = event.fields;
  if (Array.isArray(pair) && pair.length === 2) {
    const [expected, value] = pair as [unknown, unknown];
    if ((expected === null || isValue(expected)) && isValue(value)) return { f: 'cas', key, expected, value };
  }
  throw problem(event, 'INVALID_VALUE', '"value" of a cas to be [expected, new]', show(pair));
}

function readRequiredKey(event: HistoryEvent): CellKey {
  const key = readKey(event);
  if (key !== null) return key;
  throw problem(event, 'INVALID_KEY', '"key" to be a string or a number', show(event.fields.key));
}

function readOutput(input: CellInput, event: HistoryEvent): CellOutput {
  const { value, current } = event.fields;
  switch (input.f) {
    case 'read':
      return readFound(event);
    case 'write':
    case 'append':
      // Recorders repeat the value here, or leave it out; it says nothing.
      return null;
    case 'delete':
      if (value === undefined || value === null || typeof value === 'boolean') return value ?? null;
      throw problem(event, 'INVALID_VALUE', '"value" of a delete to be true, false or null', show(value));
    case 'cas':
      if (value === true) return true;
      if (value !== false) {
        throw problem(event, 'INVALID_VALUE', 'the answer of a cas: true or false', show(value));
      }
      if (current === undefined) return false;
      if (current === null || isValue(current)) return { current };
      throw problem(event, 'INVALID_VALUE', '"current" to be a string, a number or null', show(current));
  }
}
