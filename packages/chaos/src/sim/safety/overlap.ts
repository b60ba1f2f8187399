import type { Configuration } from '@seaworthy/core';

type Halves = Pick<Configuration, 'voters' | 'outgoing'>;

/**
 * Two sets of nodes without a common member of which one can decide by `one` and the other by `other`; null if there
 * are none. Tries all ways to divide the nodes, of which there are few.
 */
export function disjointMajorities(one: Halves, other: Halves): [string, string] | null {
  const nodes = [...new Set([...one.voters, ...one.outgoing, ...other.voters, ...other.outgoing])];
  for (let chosen = 0; chosen < 2 ** nodes.length; chosen++) {
    const inside = new Set<string>(nodes.filter((_, place) => (chosen >> place) & 1));
    const outside = new Set<string>(nodes.filter((node) => !inside.has(node)));
    if (decides(one, (node) => inside.has(node)) && decides(other, (node) => outside.has(node)))
      return [[...inside].join(' '), [...outside].join(' ')];
  }
  return null;
}

/** Whether those for whom `condition` holds make a quorum: a majority of each half. */
export function decides({ voters, outgoing }: Halves, condition: (node: string) => boolean): boolean {
  return isMajority(voters, condition) && (outgoing.length === 0 || isMajority(outgoing, condition));
}

function isMajority(voters: readonly string[], condition: (node: string) => boolean): boolean {
  return voters.filter(condition).length * 2 > voters.length;
}
