import { outcomes } from '../data.ts';
import { value as formatValue, visible } from './format.ts';
import type { Model } from './model.ts';

/** Which operations are looked for; an empty set or text admits all. */
export interface Filter {
  readonly key: string;
  readonly process: string;
  readonly functions: ReadonlySet<string>;
  readonly outcomes: ReadonlySet<string>;
  /** Found anywhere in a value, as it is shown. */
  readonly search: string;
}

export const everything: Filter = {
  key: '',
  process: '',
  functions: new Set(),
  outcomes: new Set(),
  search: '',
};

export interface Selection {
  /** Per operation, 1 where the filter admits it. */
  readonly mask: Uint8Array;
  readonly matches: number;
  readonly all: boolean;
}

export function select(model: Model, filter: Filter): Selection {
  const mask = new Uint8Array(model.count);
  const columns = model.data.operations;
  const key = filter.key === '' ? undefined : columns.keys.indexOf(filter.key);
  const process = filter.process === '' ? undefined : Number(filter.process);
  const f = columns.functions.map((name) => filter.functions.size === 0 || filter.functions.has(name));
  const outcome = outcomes.map((name) => filter.outcomes.size === 0 || filter.outcomes.has(name));
  const search = filter.search.trim().toLowerCase();
  let matches = 0;
  for (let i = 0; i < model.count; i++) {
    if (key !== undefined && model.key[i] !== key) continue;
    if (process !== undefined && model.process[i] !== process) continue;
    if (!f[model.f[i]!] || !outcome[model.outcome[i]!]) continue;
    if (search !== '' && !holds(model, i, search)) continue;
    mask[i] = 1;
    matches += 1;
  }
  return { mask, matches, all: matches === model.count };
}

function holds(model: Model, number: number, search: string): boolean {
  const { value, result, current } = model.data.operations;
  return (
    mentions(value[number], search) ||
    mentions(result[number], search) ||
    (number in current && mentions(current[number], search))
  );
}

/** Numbers match whole, so that a search for 7 does not find 17; text matches in part. */
function mentions(value: unknown, search: string): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return false;
  if (Array.isArray(value)) return value.some((part) => mentions(part, search));
  if (typeof value === 'number') return String(value) === search;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (
    text.toLowerCase().includes(search) ||
    visible(text).toLowerCase().includes(search) ||
    formatValue(text).toLowerCase() === search
  );
}
