import { HistoryError } from '../errors.ts';
import type { HistoryErrorCode } from '../errors.ts';
import { HistoryTextError } from './place.ts';
import type { Place } from './place.ts';

export type EventType = 'invoke' | 'ok' | 'fail' | 'info';

/** What stands where an event is expected, as it was read. */
export interface RawEvent {
  /** Line of the text, or position in the sequence, from 1. */
  readonly line: number;
  readonly value: unknown;
  /** Where a field of it stands in the text, or else where it begins. Events that never were text have none. */
  readonly locate?: (field?: string) => Place;
  /** Whether its time may lie before that of the event before it. */
  readonly laxTime?: boolean;
}

/** One event of a history, validated. Fields this package does not know are in {@link HistoryEvent.fields}. */
export interface HistoryEvent {
  /** Line of the text, or position in the array, from 1. */
  readonly line: number;
  readonly index: number;
  /** Monotonic nanoseconds since the start of the run, when recorded. Never decides order. */
  readonly time: number | undefined;
  readonly process: number | 'nemesis';
  readonly type: EventType;
  readonly f: string;
  /** Everything that was recorded, `key` and `value` among it. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Where a field stands in the text, if the event came from one. */
  readonly locate?: (field?: string) => Place;
}

/** Validates the fields that all events have, whatever the model. */
export function readEvent(raw: RawEvent, position: number): HistoryEvent {
  const { value, line, locate } = raw;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw problem(raw, 'INVALID_EVENT', 'an event (a JSON object)', show(value));
  }
  const fields = value as Record<string, unknown>;
  for (const field of ['key', 'value'] as const) refuseRounded(raw, field, fields[field]);
  return {
    line,
    index: readIndex(fields, raw, position),
    time: readTime(fields, raw),
    process: readProcess(fields, raw),
    type: readType(fields, raw),
    f: readName(fields, raw),
    fields,
    ...(locate === undefined ? {} : { locate }),
  };
}

/** The field that an error of this kind is about. */
const FIELDS: Partial<Readonly<Record<HistoryErrorCode, string>>> = {
  UNKNOWN_TYPE: 'type',
  UNKNOWN_FUNCTION: 'f',
  INVALID_KEY: 'key',
  INVALID_VALUE: 'value',
  INDEX_ORDER: 'index',
  ALREADY_OPEN: 'process',
  NOT_OPEN: 'process',
};

/** An error about this event, or a field of it. */
export function problem(
  event: Pick<RawEvent, 'line' | 'locate'>,
  code: HistoryErrorCode,
  expected: string,
  found: string,
  field = FIELDS[code],
): HistoryError {
  if (event.locate === undefined) return new HistoryError(code, event.line, expected, found);
  return new HistoryTextError(code, event.locate(field), expected, found);
}

/** A value as it goes into an error message: JSON, cut short. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return cut(JSON.stringify(value));
  } catch {
    // JSON.stringify runs out of stack where JSON.parse does not.
    return 'a value nested too deeply to show';
  }
}

/** Text as it goes into an error message: one that does nothing to the terminal it is shown on. */
export function cut(text: string): string {
  return printable(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}

/** The same text with escapes in place of control characters. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Two values that are one after rounding would make a wrong verdict. */
function refuseRounded(raw: RawEvent, field: string, value: unknown, depth = 0): void {
  if (Array.isArray(value) && depth < 3) for (const item of value) refuseRounded(raw, field, item, depth + 1);
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return;
  const expected = `whole numbers in "${field}" to lie within ±(2^53 - 1), larger ones written as text`;
  throw problem(raw, 'INVALID_VALUE', expected, show(value), field);
}

function readIndex(fields: Record<string, unknown>, raw: RawEvent, position: number): number {
  const { index = position } = fields;
  if (typeof index === 'number' && Number.isSafeInteger(index) && index >= 0) return index;
  throw problem(raw, 'INVALID_EVENT', '"index" to be a non-negative integer', show(index), 'index');
}

function readTime(fields: Record<string, unknown>, raw: RawEvent): number | undefined {
  const { time } = fields;
  if (time === undefined || (typeof time === 'number' && Number.isFinite(time))) return time;
  throw problem(raw, 'INVALID_EVENT', '"time" to be a number of nanoseconds', show(time), 'time');
}

function readProcess(fields: Record<string, unknown>, raw: RawEvent): number | 'nemesis' {
  const { process } = fields;
  if (process === 'nemesis') return process;
  if (typeof process === 'number' && Number.isSafeInteger(process) && process >= 0) return process;
  const expected = '"process" to be a non-negative integer or "nemesis"';
  throw problem(raw, 'INVALID_EVENT', expected, show(process), 'process');
}

function readType(fields: Record<string, unknown>, raw: RawEvent): EventType {
  const { type } = fields;
  if (type === 'invoke' || type === 'ok' || type === 'fail' || type === 'info') return type;
  throw problem(raw, 'UNKNOWN_TYPE', '"type" to be invoke, ok, fail or info', show(type));
}

function readName(fields: Record<string, unknown>, raw: RawEvent): string {
  const { f } = fields;
  if (typeof f === 'string' && f !== '') return f;
  throw problem(raw, 'INVALID_EVENT', '"f" to be the name of a function', show(f), 'f');
}
