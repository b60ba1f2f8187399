import type { Operation } from '../operation.ts';

/** Up to so many, comparing is quicker. */
const FEW = 2_048;
/** What is almost in order is put in order by moves, up to so many for each. */
const MOVES = 16;
/** The 16-bit digits of a double, the least significant first, as all machines that run JavaScript have them. */
const DIGITS = 4;

/**
 * The positions `order` (by default all) arranged by key, equal ones in the order in which they were. The times of a
 * recorder are almost in order: moving each a few places is enough. Otherwise, many are sorted by the digits of their
 * bits, which for such times are mostly the same.
 */
export function sortByKey(keys: Float64Array, order = countUp(new Uint32Array(keys.length))): Uint32Array {
  if (insertEach(keys, order)) return order;
  if (order.length > FEW) return sortByDigits(sortableBits(keys), order);
  return order.sort((a, b) => {
    const [left, right] = [keys[a]!, keys[b]!];
    if (left === right) return 0;
    return left < right ? -1 : 1;
  });
}

/** The positions of the operations in order of their calls. */
export function sortByCall(
  operations: readonly Operation<unknown, unknown>[],
  order = new Uint32Array(operations.length),
): Uint32Array {
  countUp(order);
  if (isInCallOrder(operations)) return order;
  const calls = new Float64Array(operations.length);
  for (let i = 0; i < calls.length; i++) calls[i] = operations[i]!.call;
  return sortByKey(calls, order);
}

/** The operations in order of their calls. */
export function inCallOrder<I, O>(operations: readonly Operation<I, O>[]): readonly Operation<I, O>[] {
  if (isInCallOrder(operations)) return operations;
  return Array.from(sortByCall(operations), (position) => operations[position]!);
}

/** Most histories are. */
function isInCallOrder(operations: readonly Operation<unknown, unknown>[]): boolean {
  for (let i = 1; i < operations.length; i++) if (operations[i - 1]!.call > operations[i]!.call) return false;
  return true;
}

/** Fills it with 0, 1, 2, … */
export function countUp<A extends Uint32Array>(order: A): A {
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order;
}

/** Moves each to its place among those before it. Gives up, with some of them moved, if that takes long. */
function insertEach(keys: Float64Array, order: Uint32Array): boolean {
  let movesLeft = order.length * MOVES;
  for (let i = 1; i < order.length; i++) {
    const position = order[i]!;
    const key = keys[position]!;
    let at = i;
    for (; at > 0 && keys[order[at - 1]!]! > key; at--) order[at] = order[at - 1]!;
    order[at] = position;
    movesLeft -= i - at;
    if (movesLeft < 0) return false;
  }
  return true;
}

/** A radix sort. */
function sortByDigits(digits: Uint16Array, order: Uint32Array<ArrayBuffer>): Uint32Array {
  let from = order;
  let to = new Uint32Array(order.length);
  const counts = new Uint32Array(1 << 16);
  for (let digit = 0; digit < DIGITS; digit++) {
    counts.fill(0);
    for (let i = 0; i < from.length; i++) counts[digits[from[i]! * DIGITS + digit]!]! += 1;
    if (counts[digits[from[0]! * DIGITS + digit]!] === from.length) continue;
    toOffsets(counts);
    for (let i = 0; i < from.length; i++) {
      const position = from[i]!;
      to[counts[digits[position * DIGITS + digit]!]!++] = position;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** The bits of the doubles, turned around so that they order as integers without sign. */
function sortableBits(keys: Float64Array): Uint16Array {
  const doubles = new Float64Array(keys.length);
  // Adding 0 makes one zero of both.
  for (let i = 0; i < keys.length; i++) doubles[i] = keys[i]! + 0;
  const digits = new Uint16Array(doubles.buffer);
  for (let i = 0; i < digits.length; i += DIGITS) {
    if (digits[i + DIGITS - 1]! < 0x8000) digits[i + DIGITS - 1]! ^= 0x8000;
    else for (let digit = 0; digit < DIGITS; digit++) digits[i + digit]! ^= 0xffff;
  }
  return digits;
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
