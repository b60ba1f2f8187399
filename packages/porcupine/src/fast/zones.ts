import { Slab } from '../slab.ts';
import { countUp, sortByKey } from './sort.ts';

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
export function orderZones(zones: Zones, slab = slabFor(zones.firstReturn.length)): ZoneOrder {
  const { firstReturn, lastCall } = zones;
  const begin = slab.doubles(firstReturn.length);
  for (let i = 0; i < begin.length; i++) begin[i] = Math.min(firstReturn[i]!, lastCall[i]!);
  const order = sortByKey(begin, countUp(slab.positions(begin.length)));
  putBackwardFirst(order, begin, zones);
  let latest = -1;
  for (let i = 0; i < order.length; i++) {
    const zone = order[i]!;
    if (latest >= 0 && firstReturn[zone]! < lastCall[latest]!) return { conflict: [latest, zone] };
    if (latest < 0 || lastCall[zone]! > lastCall[latest]!) latest = zone;
  }
  return { order };
}

/** Of a slab. */
export function zonesWordsFor(zones: number): number {
  return zones * 3 + 1;
}

function slabFor(zones: number): Slab {
  return new Slab(new Int32Array(zonesWordsFor(zones)));
}

/** Among zones that begin at one point. */
function putBackwardFirst(order: Uint32Array, begin: Float64Array, { firstReturn, lastCall }: Zones): void {
  const isForward = (zone: number) => firstReturn[zone]! < lastCall[zone]!;
  let from = 0;
  for (let to = 1; to <= order.length; to++) {
    if (to < order.length && begin[order[to]!] === begin[order[from]!]) continue;
    if (to - from > 1) {
      const together = order.subarray(from, to);
      const forward = together.filter(isForward);
      together.set(together.filter((zone) => !isForward(zone)));
      together.set(forward, together.length - forward.length);
    }
    from = to;
  }
}
