import { cut } from './event.ts';
import type { RawEvent } from './event.ts';
import { jepsenParser } from './jepsen.ts';
import { jsonLinesParser } from './json-lines.ts';
import type { TextParser } from './lines.ts';
import { HistoryTextError, placeAfter } from './place.ts';
import { porcupineEtcdParser, porcupineKvParser } from './porcupine-logs.ts';

const PARSERS = {
  jsonl: jsonLinesParser,
  edn: jepsenParser,
  'porcupine-kv': porcupineKvParser,
  'porcupine-etcd': porcupineEtcdParser,
} as const;

/**
 * How a history is written down: `jsonl`, one JSON object per line; `edn`, as Jepsen stores it; `porcupine-kv` and
 * `porcupine-etcd`, the logs that Porcupine is tested with.
 */
export type HistoryFormat = keyof typeof PARSERS;

export const HISTORY_FORMATS = Object.keys(PARSERS) as readonly HistoryFormat[];

/** So much of a text is looked at, at most, to tell its format. */
const HEAD = 65_536;

/** Reads a text of the format given, or else of the one that it looks like. */
export function historyParser(
  format: HistoryFormat | undefined,
  emit: (event: RawEvent) => void,
  limit: number,
): TextParser {
  return format === undefined ? new GuessingParser(emit, limit) : PARSERS[format](emit, limit);
}

/** Waits for enough of the text to tell its format. */
class GuessingParser implements TextParser {
  readonly #emit: (event: RawEvent) => void;
  readonly #limit: number;
  #head = '';
  #parser: TextParser | undefined;

  constructor(emit: (event: RawEvent) => void, limit: number) {
    this.#emit = emit;
    this.#limit = limit;
  }

  write(text: string): void {
    if (this.#parser !== undefined) return this.#parser.write(text);
    this.#head += text;
    this.#begin(this.#head.length >= HEAD);
  }

  end(): void {
    if (this.#parser === undefined) this.#begin(true);
    this.#parser?.end();
  }

  #begin(isEnough: boolean): void {
    const format = guessFormat(this.#head, isEnough);
    if (format === undefined) return;
    this.#parser = PARSERS[format](this.#emit, this.#limit);
    this.#parser.write(this.#head);
    this.#head = '';
  }
}

const BLANKS = /^(?:[\s,]|;[^\n]*)*/;

/**
 * The format of a text that begins like this; `undefined` when it takes more to tell.
 *
 * @throws {HistoryTextError} when it looks like none, once it is enough.
 */
function guessFormat(head: string, isEnough: boolean): HistoryFormat | undefined {
  const text = head.slice(0, HEAD);
  const at = BLANKS.exec(text)?.[0].length ?? 0;
  const start = text.slice(at);
  if (/\bjepsen\.util\s+-\s/.test(start)) return 'porcupine-etcd';
  if (/^\{\s*["}]/.test(start)) return 'jsonl';
  if (/^(?:[[(]\s*)?(?:#[^\s#{[("]*\s*)*\{\s*[:;#,]/.test(start)) {
    const first = /\{[^}]*\}/.exec(start)?.[0];
    if (first === undefined && !isEnough) return undefined;
    return isPorcupineKv(first ?? start) ? 'porcupine-kv' : 'edn';
  }
  if (!isEnough) return undefined;
  // Whatever is wrong with these, their parsers say it best.
  if (/^(?:\{|"|$)/.test(start)) return 'jsonl';
  if (/^(?:[[(]\s*(?:[\])#;]|$)|#)/.test(start)) return 'edn';
  throw new HistoryTextError(
    'UNKNOWN_FORMAT',
    placeAfter({ line: 1, column: 1 }, text, at),
    `a history in one of the formats ${HISTORY_FORMATS.join(', ')}`,
    cut(start),
  );
}

function isPorcupineKv(first: string): boolean {
  return /:f\s+:(?:get|put|append)\b/.test(first) && /:key\s+"/.test(first) && !/:time\b/.test(first);
}
