import { problem, show } from '../history/event.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { CellKey, Value } from './cell.ts';

/** What the event's `f` means; a model may know it by several names. */
export function readFunction<F extends string>(
  functions: Readonly<Record<string, F>>,
  event: HistoryEvent,
): F {
  const f = Object.hasOwn(functions, event.f) ? functions[event.f] : undefined;
  if (f !== undefined) return f;
  const known = Object.keys(functions).join(', ');
  throw problem(event, 'UNKNOWN_FUNCTION', `"f" to be one of ${known}`, show(event.f));
}

/** The key of the object that the operation is about; `null` when there is only one object. */
export function readKey(event: HistoryEvent): CellKey {
  const { key = null } = event.fields;
  if (key === null || isValue(key)) return key;
  throw problem(event, 'INVALID_KEY', '"key" to be a string or a number', show(event.fields.key));
}

/** What is written, added, pushed, … */
export function readValue(event: HistoryEvent): Value {
  const { value } = event.fields;
  if (isValue(value)) return value;
  const expected = `"value" of a ${event.f} to be a string or a number`;
  throw problem(event, 'INVALID_VALUE', expected, show(value));
}

/** The value that was found; `null` for none. */
export function readFound(event: HistoryEvent): Value | null {
  const { value } = event.fields;
  if (value === null || isValue(value)) return value;
  throw problem(event, 'INVALID_VALUE', 'the "value" read: a string, a number or null', show(value));
}

/** All values that were found. */
export function readList(event: HistoryEvent): readonly Value[] {
  const { value } = event.fields;
  if (Array.isArray(value) && value.every(isValue)) return value;
  throw problem(event, 'INVALID_VALUE', 'the "value" read: an array of strings and numbers', show(value));
}

/** The answer yes or no; `null` where the recorder left it out, or repeated what was asked. */
export function readAnswer(event: HistoryEvent): boolean | null {
  const { value } = event.fields;
  return typeof value === 'boolean' ? value : null;
}

export function isValue(value: unknown): value is Value {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
