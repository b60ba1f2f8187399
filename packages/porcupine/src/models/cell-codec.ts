import { problem, show } from '../history/event.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { HistoryCodec } from '../history/history.ts';
import type { CellInput, CellKey, CellOutput, Value } from './cell.ts';

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
  const f = Object.hasOwn(dialect.functions, event.f) ? dialect.functions[event.f] : undefined;
  if (f === undefined) {
    const known = Object.keys(dialect.functions).join(', ');
    throw problem(event, 'UNKNOWN_FUNCTION', `"f" to be one of ${known}`, show(event.f));
  }
  const key = readKey(dialect, event);
  const { value } = event.fields;
  switch (f) {
    case 'read':
    case 'delete':
      return { f, key };
    case 'write':
    case 'append':
      if (isValue(value)) return { f, key, value };
      throw problem(
        event,
        'INVALID_VALUE',
        `"value" of a ${event.f} to be a string or a number`,
        show(value),
      );
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

function readKey(dialect: CellDialect, event: HistoryEvent): CellKey {
  const { key = null } = event.fields;
  if (isValue(key)) return key;
  if (key === null && !dialect.keyRequired) return null;
  throw problem(event, 'INVALID_KEY', '"key" to be a string or a number', show(event.fields.key));
}

function readOutput(input: CellInput, event: HistoryEvent): CellOutput {
  const { value, current } = event.fields;
  switch (input.f) {
    case 'read':
      if (value === null || isValue(value)) return value;
      throw problem(event, 'INVALID_VALUE', 'the "value" read: a string, a number or null', show(value));
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

function isValue(value: unknown): value is Value {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
