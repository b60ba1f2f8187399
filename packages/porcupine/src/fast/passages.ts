import { Heap } from './heap.ts';
import { sortByKey } from './sort.ts';

/**
 * Things that come and go in one order: each enters at a point from `enterFrom` to `enterBy`, and leaves, not
 * earlier, at one from `leaveFrom` to `leaveBy`; `leaveFrom` is `Infinity` for those that stay.
 */
export interface Passages {
  readonly enterFrom: Float64Array;
  readonly enterBy: Float64Array;
  readonly leaveFrom: Float64Array;
  readonly leaveBy: Float64Array;
}

/**
 * Two of which one must enter before the other and must leave after it; `undefined` if there are none. Only then
 * is there no order (see SOUNDNESS.md).
 */
export function findOvertaking(passages: Passages): readonly [first: number, second: number] | undefined {
  const { enterFrom, enterBy, leaveFrom, leaveBy } = passages;
  const byEnterBy = sortByKey(enterBy);
  let next = 0;
  let slowest = -1;
  for (const second of sortByKey(enterFrom)) {
    for (; next < byEnterBy.length && enterBy[byEnterBy[next]!]! < enterFrom[second]!; next++) {
      const first = byEnterBy[next]!;
      if (slowest < 0 || leaveFrom[first]! > leaveFrom[slowest]!) slowest = first;
    }
    if (slowest >= 0 && leaveBy[second]! < leaveFrom[slowest]!) return [slowest, second];
  }
  return undefined;
}

/**
 * The order in which they enter, and leave, where none overtakes another. Each time one may be next if none that
 * is left has to enter, or to leave, before it.
 */
export function orderPassages(passages: Passages): Uint32Array {
  const { enterFrom, enterBy, leaveFrom, leaveBy } = passages;
  const count = enterFrom.length;
  const order = new Uint32Array(count);
  const isDone = new Uint8Array(count);
  const mustEnter = sortByKey(enterBy);
  const mustLeave = sortByKey(leaveBy);
  const mayEnter = sortByKey(enterFrom);
  const entering = new Heap(leaveFrom);
  let [enter, may, leave] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    while (isDone[mustEnter[enter]!] === 1) enter += 1;
    while (isDone[mustLeave[leave]!] === 1) leave += 1;
    for (; may < count && enterFrom[mayEnter[may]!]! <= enterBy[mustEnter[enter]!]!; may++) {
      entering.push(mayEnter[may]!);
    }
    const next = entering.pop();
    if (next < 0 || leaveFrom[next]! > leaveBy[mustLeave[leave]!]!) throw new Error('expected no overtaking');
    isDone[next] = 1;
    order[i] = next;
  }
  return order;
}
