import { sortByKey } from './sort.ts';

/**
 * What must be done in one go, one after the other: zone `i` stands for operations of which the first returns at
 * `firstReturn[i]` and the last is called at `lastCall[i]`. Zone `a` can be done before zone `b` if and only if
 * no operation of `b` returns before one of `a` is called: `lastCall[a] <= firstReturn[b]`.
 */
export interface Zones {
  readonly firstReturn: Float64Array;
  readonly lastCall: Float64Array;
}

export type ZoneOrder =
  | { readonly order: Uint32Array }
  /** Two zones neither of which can be done before the other. */
  | { readonly conflict: readonly [number, number] };

/**
 * Orders zones, or finds two that cannot be. (Gibbons and Korach 1997: of forward zones, which last from the
 * first return to the last call, no two may overlap, and none may contain a backward one, whose operations all
 * overlap in a point.)
 *
 * The order is by where zones begin, a backward one before a forward one. What follows a zone in it then
 * conflicts with it only if it returns before the last call, and to look at the latest call so far is enough.
 */
export function orderZones({ firstReturn, lastCall }: Zones): ZoneOrder {
  const order = sortByKey(beginnings(firstReturn, lastCall), backwardFirst(firstReturn, lastCall));
  let latest = -1;
  for (const zone of order) {
    if (latest >= 0 && firstReturn[zone]! < lastCall[latest]!) return { conflict: [latest, zone] };
    if (latest < 0 || lastCall[zone]! > lastCall[latest]!) latest = zone;
  }
  return { order };
}

function beginnings(firstReturn: Float64Array, lastCall: Float64Array): Float64Array {
  const keys = new Float64Array(firstReturn.length);
  for (let i = 0; i < keys.length; i++) keys[i] = Math.min(firstReturn[i]!, lastCall[i]!);
  return keys;
}

function backwardFirst(firstReturn: Float64Array, lastCall: Float64Array): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(firstReturn.length);
  let from = 0;
  let to = order.length;
  for (let i = 0; i < order.length; i++) {
    if (firstReturn[i]! < lastCall[i]!) order[--to] = i;
    else order[from++] = i;
  }
  return order;
}
