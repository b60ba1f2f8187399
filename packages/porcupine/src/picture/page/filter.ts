import { outcomes } from '../data.ts';
import type { Model } from './model.ts';

/** Which operations are looked for; an empty set or text admits all. */
export interface Filter {
  /** Number of a partition. */
  readonly partition: number | undefined;
  readonly process: number | undefined;
  readonly types: ReadonlySet<string>;
  readonly outcomes: ReadonlySet<string>;
  /** Found anywhere in the words for an operation or its key. */
  readonly search: string;
  /** Whether nothing else is shown, and what is shown has all the room. */
  readonly alone: boolean;
}

export const everything: Filter = {
  partition: undefined,
  process: undefined,
  types: new Set(),
  outcomes: new Set(),
  search: '',
  alone: false,
};

export interface Selection {
  /** Per operation, 1 where the filter admits it. */
  readonly mask: Uint8Array;
  readonly matches: number;
}

export function select(model: Model, filter: Filter): Selection {
  const { operations, partitions } = model.data;
  const type = operations.types.map(({ name }) => filter.types.size === 0 || filter.types.has(name));
  const outcome = outcomes.map((name) => filter.outcomes.size === 0 || filter.outcomes.has(name));
  const search = filter.search.trim().toLowerCase();
  const inText = operations.texts.map((text) => search === '' || mentions(text, search));
  const inKey = partitions.map(({ key }) => search !== '' && key?.toLowerCase() === search);
  const mask = new Uint8Array(model.count);
  let matches = 0;
  for (let i = 0; i < model.count; i++) {
    if (filter.partition !== undefined && model.partition[i] !== filter.partition) continue;
    if (filter.process !== undefined && model.process[i] !== filter.process) continue;
    if (!type[model.type[i]!]! || !outcome[model.outcome[i]!]!) continue;
    if (!inText[operations.text[i]!]! && inKey[model.partition[i]!] !== true) continue;
    mask[i] = 1;
    matches += 1;
  }
  return { mask, matches };
}

/** Numbers match whole, so that a search for 7 does not find 17; other text matches in part. */
export function mentions(text: string, search: string): boolean {
  const where = text.toLowerCase();
  if (!/^-?\d+$/.test(search)) return where.includes(search);
  for (let at = where.indexOf(search); at >= 0; at = where.indexOf(search, at + 1)) {
    if (!/[\d.]$/.test(where.slice(0, at)) && !/^\d/.test(where.slice(at + search.length))) return true;
  }
  return false;
}
