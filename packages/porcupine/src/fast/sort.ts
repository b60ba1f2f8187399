import type { Operation } from '../operation.ts';

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
/** Digits of 11 bits in a double. */
const PASSES = 6;

/**
 * The positions `order` (by default all) arranged by key, equal ones in the order in which they were: a radix
 * sort over the bits of the doubles, which for times out of a recorder are mostly the same.
 */
export function sortByKey(keys: Float64Array, order = positions(keys.length)): Uint32Array {
  if (isSorted(keys, order)) return order;
  const { low, high } = sortableBits(keys);
  let from = order;
  let to = new Uint32Array(order.length);
  const counts = new Uint32Array(DIGITS);
  for (let pass = 0; pass < PASSES; pass++) {
    counts.fill(0);
    for (const i of from) counts[digit(low[i]!, high[i]!, pass)]! += 1;
    if (counts[digit(low[from[0]!]!, high[from[0]!]!, pass)] === from.length) continue;
    toOffsets(counts);
    for (const i of from) to[counts[digit(low[i]!, high[i]!, pass)]!++] = i;
    [from, to] = [to, from];
  }
  return from;
}

/** The positions of the operations in order of their calls. */
export function sortByCall(operations: readonly Operation<unknown, unknown>[]): Uint32Array {
  const calls = new Float64Array(operations.length);
  for (let i = 0; i < calls.length; i++) calls[i] = operations[i]!.call;
  return sortByKey(calls);
}

function positions(length: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  return order;
}

function isSorted(keys: Float64Array, order: Uint32Array): boolean {
  for (let i = 1; i < order.length; i++) if (keys[order[i - 1]!]! > keys[order[i]!]!) return false;
  return true;
}

/** The halves of the doubles, turned around so that they order as integers without sign. */
function sortableBits(keys: Float64Array): { low: Uint32Array; high: Uint32Array } {
  const low = new Uint32Array(keys.length);
  const high = new Uint32Array(keys.length);
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  for (let i = 0; i < keys.length; i++) {
    // Adding 0 makes one zero of both.
    double[0] = keys[i]! + 0;
    const negative = words[1]! >>> 31 === 1;
    low[i] = negative ? ~words[0]! : words[0]!;
    high[i] = negative ? ~words[1]! : words[1]! ^ 0x80000000;
  }
  return { low, high };
}

function digit(low: number, high: number, pass: number): number {
  const from = pass * DIGIT_BITS;
  if (from >= 32) return (high >>> (from - 32)) & (DIGITS - 1);
  const bits = low >>> from;
  return (from + DIGIT_BITS > 32 ? bits | (high << (32 - from)) : bits) & (DIGITS - 1);
}

/** Counts become where each digit begins. */
function toOffsets(counts: Uint32Array): void {
  let offset = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    counts[i] = offset;
    offset += count;
  }
}
