import { readFile } from 'node:fs/promises';

import { ChaosError, HistoryFormatError, messageOf } from '../errors.ts';
import type { HistoryEvent, OperationEvent } from './event.ts';
import { readShape, show, type RawNemesisEvent, type RawOperationEvent } from './schema.ts';

/** Something that stands where one event is expected, and the line it stands in, from 1. */
export interface Numbered {
  readonly line: number;
  readonly value: unknown;
}

/** Reads and validates a history from a file of JSON Lines. Throws {@link ChaosError}. */
export async function readHistoryFile(path: string): Promise<HistoryEvent[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const reason = messageOf(cause);
    throw new ChaosError('unreadable_file', `cannot read the history ${path}: ${reason}`, { cause });
  }
  return parseHistory(text);
}

/** Reads and validates a history from JSON Lines. Throws {@link HistoryFormatError}. */
export function parseHistory(text: string): HistoryEvent[] {
  const events = validate(jsonLines(text));
  if (!events.some(({ process }) => process !== 'nemesis')) {
    throw new HistoryFormatError(1, 'at least one event of a client process', 'none');
  }
  return events;
}

function* jsonLines(text: string): Generator<Numbered> {
  let line = 0;
  for (const content of text.replace(/^\uFEFF/, '').split('\n')) {
    line++;
    if (content.trim() === '') continue;
    try {
      yield { line, value: JSON.parse(content) as unknown };
    } catch (cause) {
      throw new HistoryFormatError(line, 'one JSON object per line', show(content.trim()), { cause });
    }
  }
}

/** Checks every event's form, and that each process has one open operation at a time. */
export function validate(lines: Iterable<Numbered>): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const open = new Map<number, OperationEvent>();
  let last = -1;
  for (const { line, value } of lines) {
    const shape = readShape(value);
    if (!shape.ok) throw new HistoryFormatError(line, shape.expected, shape.found);
    const event = complete(shape.event, line, last + 1, open);
    if (event.index <= last) {
      throw new HistoryFormatError(line, `"index" to be greater than ${last}`, String(event.index));
    }
    last = event.index;
    if (event.process !== 'nemesis') follow(event, line, open);
    events.push(event);
  }
  return events;
}

/** Fills in what a line may leave out. */
function complete(
  raw: RawOperationEvent | RawNemesisEvent,
  line: number,
  next: number,
  open: ReadonlyMap<number, OperationEvent>,
): HistoryEvent {
  const { index = next, time = index } = raw;
  if (raw.process === 'nemesis') return { ...raw, index, time } as HistoryEvent;
  const key = raw.key ?? open.get(raw.process)?.key;
  if (key === undefined) throw new HistoryFormatError(line, '"key" as a string or a number', 'nothing');
  const event = { ...raw, index, time, key: String(key), value: raw.value ?? null } as OperationEvent;
  checkValue(event, line);
  return event;
}

function checkValue({ type, f, value }: OperationEvent, line: number): void {
  const isPair = Array.isArray(value);
  if (type === 'invoke') {
    if (f === 'cas' && !isPair)
      throw new HistoryFormatError(line, '"value" of a cas to be [expected, new]', show(value));
    if (f !== 'cas' && (isPair || typeof value === 'boolean'))
      throw new HistoryFormatError(line, `"value" of a ${f} to be a string or a number`, show(value));
    if ((f === 'write' || f === 'put' || f === 'append') && value === null)
      throw new HistoryFormatError(line, `"value" of a ${f} to be a string or a number`, 'null');
  }
  if (type === 'ok' && f === 'cas' && typeof value !== 'boolean')
    throw new HistoryFormatError(line, 'the answer of a cas: true or false', show(value));
  if (type === 'ok' && (f === 'read' || f === 'get') && (isPair || typeof value === 'boolean'))
    throw new HistoryFormatError(line, 'the value read: a string, a number or null', show(value));
}

function follow(event: OperationEvent, line: number, open: Map<number, OperationEvent>): void {
  const { process, type, f, key } = event;
  const before = open.get(process);
  if (type === 'invoke') {
    if (before !== undefined) {
      const found = `a second invocation while its ${before.f} of index ${before.index} is open`;
      throw new HistoryFormatError(line, `process ${process} to have one open operation at a time`, found);
    }
    open.set(process, event);
    return;
  }
  if (before === undefined) {
    const expected = `an invocation by process ${process} before its completion`;
    throw new HistoryFormatError(line, expected, `${type} with no operation open`);
  }
  if (before.f !== f) throw new HistoryFormatError(line, `"f" to be "${before.f}" as invoked`, show(f));
  if (before.key !== key)
    throw new HistoryFormatError(line, `"key" to be ${show(before.key)} as invoked`, show(key));
  open.delete(process);
}
