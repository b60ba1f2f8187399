import { readEdnValue } from './edn-read.ts';
import type { Edn } from './edn-read.ts';
import { cut } from './event.ts';
import type { RawEvent } from './event.ts';
import { ednParser, toFields } from './jepsen.ts';
import type { RawFields } from './jepsen.ts';
import { LineSplitter } from './lines.ts';
import type { TextParser } from './lines.ts';
import { HistoryTextError } from './place.ts';

/**
 * The logs of the key-value labs that Porcupine is tested with, one map of EDN per line:
 * `{:process 0, :type :invoke, :f :get, :key "0", :value nil}`. An absent key reads as the empty text there.
 */
export function porcupineKvParser(emit: (event: RawEvent) => void, limit: number): TextParser {
  return ednParser(emit, limit, (fields) => {
    const event = toFields(fields);
    if (event['value'] === '') emptyText(event);
    return event;
  });
}

/** What is done with the empty text, told of a store that knows absent keys. */
function emptyText(event: RawFields): void {
  event['value'] = null;
  if (event['f'] === 'put') event['f'] = 'delete';
  if (event['f'] !== 'append') return;
  // Changes nothing and tells nothing: a read whose answer is unknown.
  event['f'] = 'get';
  if (event['type'] === 'ok') event['type'] = 'info';
}

const LOG_LINE = /\bjepsen\.util\s+-\s+/g;
const OPERATION = /(:?[\w-]+)\s+:([\w-]+)\s+:([\w-]+)(?:\s+|$)/y;

/**
 * Logs of Jepsen as it tested etcd, which Porcupine is tested with: `INFO  jepsen.util - 0 :invoke :cas [1 2]`. Other
 * lines of a log are passed over. A compare-and-set that failed found another value.
 */
export function porcupineEtcdParser(emit: (event: RawEvent) => void, limit: number): TextParser {
  return new LineSplitter((text, line) => {
    LOG_LINE.lastIndex = 0;
    if (LOG_LINE.test(text)) emit(readLogLine(text, line, LOG_LINE.lastIndex));
  }, limit);
}

function readLogLine(text: string, line: number, from: number): RawEvent {
  OPERATION.lastIndex = from;
  const [, process = '', type, f] = OPERATION.exec(text) ?? [];
  if (f === undefined) {
    const expected = 'an operation such as 0 :invoke :read nil';
    const found = from < text.length ? cut(text.slice(from)) : 'the end of the line';
    throw new HistoryTextError('INVALID_LOG_LINE', { line, column: from + 1 }, expected, found);
  }
  const at = OPERATION.lastIndex;
  const places: Readonly<Record<string, number>> = {
    process: from,
    type: text.indexOf(`:${type}`, from),
    f: text.lastIndexOf(`:${f}`, at),
    value: at,
  };
  return {
    line,
    locate: (field = 'process') => ({ line, column: (places[field] ?? from) + 1 }),
    value: {
      process: /^\d+$/.test(process) ? Number(process) : process.replace(':', ''),
      f,
      ...readAnswer(type, f, readLogValue(text, line, at)),
    },
  };
}

function readLogValue(text: string, line: number, at: number): Edn {
  const rest = text.slice(at);
  return rest.trim() === '' ? null : readEdnValue(rest, { line, column: at + 1 });
}

function readAnswer(type: string | undefined, f: string, value: Edn): RawFields {
  if (f !== 'cas') return { type, value };
  if (type === 'ok') return { type, value: true };
  return type === 'fail' && Array.isArray(value) ? { type: 'ok', value: false } : { type, value };
}
