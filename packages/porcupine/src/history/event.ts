import { HistoryError } from '../errors.ts';
import type { HistoryErrorCode } from '../errors.ts';

export type EventType = 'invoke' | 'ok' | 'fail' | 'info';

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
}

/** Validates the fields that all events have, whatever the model. */
export function readEvent(value: unknown, line: number, position: number): HistoryEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HistoryError('INVALID_EVENT', line, 'an event (a JSON object)', show(value));
  }
  const fields = value as Record<string, unknown>;
  return {
    line,
    index: readIndex(fields, line, position),
    time: readTime(fields, line),
    process: readProcess(fields, line),
    type: readType(fields, line),
    f: readFunction(fields, line),
    fields,
  };
}

/** An error about this event. */
export function problem(
  event: HistoryEvent,
  code: HistoryErrorCode,
  expected: string,
  found: string,
): HistoryError {
  return new HistoryError(code, event.line, expected, found);
}

/** A value as it goes into an error message: JSON, cut short. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function readIndex(fields: Record<string, unknown>, line: number, position: number): number {
  const { index = position } = fields;
  if (typeof index === 'number' && Number.isSafeInteger(index) && index >= 0) return index;
  throw new HistoryError('INVALID_EVENT', line, '"index" to be a non-negative integer', show(index));
}

function readTime(fields: Record<string, unknown>, line: number): number | undefined {
  const { time } = fields;
  if (time === undefined || (typeof time === 'number' && Number.isFinite(time))) return time;
  throw new HistoryError('INVALID_EVENT', line, '"time" to be a number of nanoseconds', show(time));
}

function readProcess(fields: Record<string, unknown>, line: number): number | 'nemesis' {
  const { process } = fields;
  if (process === 'nemesis') return process;
  if (typeof process === 'number' && Number.isSafeInteger(process) && process >= 0) return process;
  const expected = '"process" to be a non-negative integer or "nemesis"';
  throw new HistoryError('INVALID_EVENT', line, expected, show(process));
}

function readType(fields: Record<string, unknown>, line: number): EventType {
  const { type } = fields;
  if (type === 'invoke' || type === 'ok' || type === 'fail' || type === 'info') return type;
  throw new HistoryError('UNKNOWN_TYPE', line, '"type" to be invoke, ok, fail or info', show(type));
}

function readFunction(fields: Record<string, unknown>, line: number): string {
  const { f } = fields;
  if (typeof f === 'string' && f !== '') return f;
  throw new HistoryError('INVALID_EVENT', line, '"f" to be the name of a function', show(f));
}
