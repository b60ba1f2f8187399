import { NONE } from './clusters.ts';
import type { CellOperation, Clusters } from './clusters.ts';
import type { Zones } from './zones.ts';
import type { Slab } from '../slab.ts';

/** Clusters that follow one another at once, each chain as one zone. */
export interface Chains extends Zones {
  /** The first cluster of each. */
  readonly heads: Int32Array;
  /** The clusters in which an operation of the chain returns first, and is called last. */
  readonly firstReturning: Int32Array;
  readonly lastCalled: Int32Array;
}

/**
 * Makes chains of linked clusters. Within a chain, no operation of a later cluster may return before one of an
 * earlier is called.
 */
export function buildChains(
  clusters: Clusters,
  slab: Slab,
): { chains: Chains } | { witness: CellOperation[] } {
  const { count, firstReturn, lastCall, next, isLive } = clusters;
  const heads = findHeads(clusters, slab);
  const chains: Chains = {
    heads,
    firstReturn: slab.doubles(heads.length),
    lastCall: slab.doubles(heads.length),
    firstReturning: slab.ints(heads.length),
    lastCalled: slab.ints(heads.length),
  };
  const inChain = slab.flags(count);
  for (let chain = 0; chain < heads.length; chain++) {
    let first = heads[chain]!;
    let last = first;
    for (let cluster = first; cluster !== NONE; cluster = next[cluster]!) {
      inChain[cluster] = 1;
      if (firstReturn[cluster]! < lastCall[last]! && cluster !== last) {
        return { witness: clusters.witness(cluster, last) };
      }
      if (firstReturn[cluster]! < firstReturn[first]!) first = cluster;
      if (lastCall[cluster]! > lastCall[last]!) last = cluster;
    }
    chains.firstReturn[chain] = firstReturn[first]!;
    chains.lastCall[chain] = lastCall[last]!;
    chains.firstReturning[chain] = first;
    chains.lastCalled[chain] = last;
  }
  const left = inChain.findIndex((known, cluster) => known === 0 && isLive[cluster] === 1);
  return left < 0 ? { chains } : { witness: cycle(clusters, left) };
}

/** Of a slab, for at most so many clusters. */
export function chainsWordsFor(clusters: number): number {
  return Math.ceil(clusters * 7.25) + 2;
}

function findHeads({ count, isLive, previous }: Clusters, slab: Slab): Int32Array {
  const heads = slab.ints(count);
  let length = 0;
  for (let cluster = 0; cluster < count; cluster++) {
    if (isLive[cluster] === 1 && previous[cluster] === NONE) heads[length++] = cluster;
  }
  return heads.subarray(0, length);
}

/** Compare-and-sets each of which needs what the next one writes: a live cluster without a head is among them. */
function cycle(clusters: Clusters, start: number): CellOperation[] {
  const positions: number[] = [];
  let cluster = start;
  do {
    positions.push(...clusters.evidence(cluster));
    cluster = clusters.next[cluster]!;
  } while (cluster !== start);
  return clusters.find(positions);
}
