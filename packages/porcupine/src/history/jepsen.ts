import { EdnSplitter } from './edn-scan.ts';
import { readEdnMap } from './edn-read.ts';
import type { Edn, EdnField } from './edn-read.ts';
import { problem, show } from './event.ts';
import type { RawEvent } from './event.ts';
import type { TextParser } from './lines.ts';
import { placeAfter } from './place.ts';

type Fields = ReadonlyMap<string, EdnField>;
/** What an event is made of, before it is validated. */
export type RawFields = Record<string, unknown>;

/**
 * Histories as Jepsen stores them: `{:process 0, :type :invoke, :f :read, :value nil}`, one map after another or all
 * in one vector or list, with tags such as `#jepsen.history.Op` or without.
 *
 * - Keys stand in `:key`, or before the value, `:value [key value]`, as Jepsen's independent workloads have it. The
 *   first invocation tells whether they do.
 * - `:fail` means that the operation did not happen. A compare-and-set that is `:ok` has won.
 * - Times may run backwards between processes, for Jepsen's workers took them before they took their turn.
 */
export function jepsenParser(emit: (event: RawEvent) => void, limit: number): TextParser {
  const independent = new IndependentKeys();
  return ednParser(emit, limit, (fields, raw) => {
    const event = toFields(fields);
    independent.separate(event, raw);
    if (event['f'] === 'cas' && event['type'] === 'ok') event['value'] = true;
    return event;
  });
}

/** Maps of EDN as events, made of their fields by `convert`. */
export function ednParser(
  emit: (event: RawEvent) => void,
  limit: number,
  convert: (fields: Fields, raw: Pick<RawEvent, 'line' | 'locate'>) => RawFields,
): TextParser {
  return new EdnSplitter((text, start) => {
    const fields = readEdnMap(text, start);
    const locate = (field?: string) => {
      const offset = field === undefined ? undefined : fields.get(field)?.at;
      return offset === undefined ? start : placeAfter(start, text, offset);
    };
    const raw = { line: start.line, locate };
    emit({ ...raw, value: convert(fields, raw), laxTime: true });
  }, limit);
}

/** The fields of an event, with the words of Jepsen without their colons. */
export function toFields(fields: Fields): RawFields {
  const event: RawFields = {};
  for (const [name, { value }] of fields) event[name] = value;
  for (const name of ['process', 'type', 'f'] as const) event[name] = word(fields.get(name)?.value);
  if (event['process'] === 'nemesis') event['f'] ??= 'nemesis';
  // Recorders that number events later put -1 here.
  if (event['index'] === -1 || event['index'] === null) delete event['index'];
  if (event['time'] === -1 || event['time'] === null) delete event['time'];
  return event;
}

function word(value: Edn | undefined): Edn | undefined {
  return typeof value === 'string' && value.startsWith(':') ? value.slice(1) : value;
}

/** Takes keys out of the values of independent workloads. */
class IndependentKeys {
  #independent: boolean | undefined;
  /** By process: an `info` or a `fail` may have put an error in place of the value. */
  readonly #invoked = new Map<unknown, unknown>();

  separate(event: RawFields, raw: Pick<RawEvent, 'line' | 'locate'>): void {
    if (event['process'] === 'nemesis' || event['key'] !== undefined) return;
    const { value } = event;
    if (event['type'] !== 'invoke') {
      if (this.#independent === true) this.#complete(event, value);
      return;
    }
    this.#independent ??= isKeyed(event['f'], value);
    if (!this.#independent) return;
    if (!isKeyed(event['f'], value)) {
      throw problem(raw, 'INVALID_VALUE', ':value to be [key value], as in the first operation', show(value));
    }
    [event['key'], event['value']] = value;
    this.#invoked.set(event['process'], event['key']);
  }

  #complete(event: RawFields, value: unknown): void {
    event['key'] = this.#invoked.get(event['process']);
    if (isKeyed(event['f'], value) && value[0] === event['key']) event['value'] = value[1];
  }
}

function isKeyed(f: unknown, value: unknown): value is readonly [string | number, unknown] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [key, rest] = value as [unknown, unknown];
  return (typeof key === 'string' || typeof key === 'number') && (f !== 'cas' || Array.isArray(rest));
}
