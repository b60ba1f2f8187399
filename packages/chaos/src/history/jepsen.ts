import { HistoryFormatError } from '../errors.ts';
import { isEdnString, readEdn, type Edn } from './edn.ts';
import type { Numbered } from './reader.ts';

type EdnMap = Readonly<Record<string, Edn>>;

/**
 * The operations of a history as Jepsen stores it: `{:process 0, :type :invoke, :f :read, :value nil}`, one map after
 * another or all in one vector. Keys may stand in `:key`, or, as Jepsen's independent workloads have it, before the
 * value: `:value ["k" 5]`. What its nemesis did is left out.
 *
 * With Jepsen a refused compare-and-set *fails*; here that is an answer.
 */
export function* readJepsenHistory(text: string): Generator<Numbered> {
  const open = new Map<number, EdnMap>();
  let index = 0;
  for (const { line, value } of operations(text)) {
    if (!isMap(value)) throw new HistoryFormatError(line, 'a map for each operation', JSON.stringify(value));
    const process = value[':process'];
    if (typeof process !== 'number') continue;
    const type = name(value[':type']);
    const invoked = open.get(process);
    if (type === 'invoke') open.set(process, value);
    else open.delete(process);
    yield { line, value: toEvent(value, type, invoked, { process, index: index++ }) };
  }
}

function* operations(text: string): Generator<{ line: number; value: Edn }> {
  for (const { line, value } of readEdn(text)) {
    if (Array.isArray(value)) for (const item of value as readonly Edn[]) yield { line, value: item };
    else yield { line, value };
  }
}

function toEvent(
  operation: EdnMap,
  type: string,
  invoked: EdnMap | undefined,
  head: { process: number; index: number },
): unknown {
  const f = name(operation[':f']);
  const { key, value } = keyed(operation, f);
  const time = operation[':time'];
  const event = {
    ...head,
    ...(typeof time === 'number' && time >= 0 ? { time } : {}),
    f,
    ...(key === undefined ? {} : { key }),
  };
  if (f === 'cas' && type === 'fail' && !hasError(operation)) return { ...event, type: 'ok', value: false };
  if (f === 'cas' && type === 'ok') return { ...event, type, value: true };
  if (type === 'ok' && value === undefined && invoked !== undefined)
    return { ...event, type, value: keyed(invoked, f).value ?? null };
  return { ...event, type, value: value ?? null };
}

/** A compare-and-set that failed for a reason other than the value may still be said to have failed. */
function hasError(operation: EdnMap): boolean {
  const error = operation[':error'];
  return error !== undefined && error !== null && name(error) !== 'did-not-match';
}

function keyed(operation: EdnMap, f: string): { key: string | number | undefined; value: unknown } {
  const explicit = plain(operation[':key']);
  const value = plain(operation[':value']);
  if (typeof explicit === 'string' || typeof explicit === 'number') return { key: explicit, value };
  const isKeyed = Array.isArray(value) && value.length === 2 && (f !== 'cas' || Array.isArray(value[1]));
  if (!isKeyed) return { key: undefined, value };
  const [key, rest] = value as [unknown, unknown];
  return typeof key === 'string' || typeof key === 'number'
    ? { key, value: rest }
    : { key: undefined, value };
}

function isMap(value: Edn): value is EdnMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isEdnString(value);
}

/** A keyword or text without its sign. */
function name(value: Edn | undefined): string {
  if (isEdnString(value)) return value.text;
  return typeof value === 'string' ? value.replace(/^:/, '') : JSON.stringify(value ?? null);
}

function plain(value: Edn | undefined): unknown {
  if (value === undefined) return undefined;
  if (isEdnString(value)) return value.text;
  if (Array.isArray(value)) return (value as readonly Edn[]).map(plain);
  return typeof value === 'string' ? name(value) : value;
}
