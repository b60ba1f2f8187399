import type { Value } from './cell.ts';
import { hashValue } from './hash.ts';

/** A list that grows at its end at no cost: each version shares all that came before with the others. */
export interface Chain {
  readonly length: number;
  readonly last: Value;
  /** All but the last; `null` for none. */
  readonly rest: Chain | null;
  readonly hash: number;
}

/** One longer. */
export function extend(rest: Chain | null, last: Value): Chain {
  return { length: lengthOf(rest) + 1, last, rest, hash: hashNext(hashChain(rest), last) };
}

export function lengthOf(chain: Chain | null): number {
  return chain?.length ?? 0;
}

export function hashChain(chain: Chain | null): number {
  return chain?.hash ?? 0;
}

export function equalChains(a: Chain | null, b: Chain | null): boolean {
  if (lengthOf(a) !== lengthOf(b) || hashChain(a) !== hashChain(b)) return false;
  for (; a !== b; a = a!.rest, b = b!.rest) if (a!.last !== b!.last) return false;
  return true;
}

/** Whether the chain holds just these values. */
export function holds(chain: Chain | null, values: readonly Value[]): boolean {
  if (lengthOf(chain) !== values.length) return false;
  for (let i = values.length - 1; chain !== null; i--, chain = chain.rest) {
    if (chain.last !== values[i]) return false;
  }
  return true;
}

/** The hashes of all beginnings of a list, by length. */
const hashesOf = new WeakMap<readonly Value[], Int32Array>();

/** `false` when the values certainly do not begin with the chain. Quick, for lists that are asked for often. */
export function mayBeBeginning(chain: Chain | null, values: readonly Value[]): boolean {
  if (lengthOf(chain) > values.length) return false;
  let hashes = hashesOf.get(values);
  if (hashes === undefined) {
    hashes = new Int32Array(values.length + 1);
    for (const [i, value] of values.entries()) hashes[i + 1] = hashNext(hashes[i]!, value);
    hashesOf.set(values, hashes);
  }
  return hashes[lengthOf(chain)] === hashChain(chain);
}

function hashNext(hash: number, value: Value): number {
  return (Math.imul(hash, 31) + hashValue(value)) | 0;
}

export function toArray(chain: Chain | null): Value[] {
  const values: Value[] = [];
  for (; chain !== null; chain = chain.rest) values.push(chain.last);
  return values.reverse();
}
