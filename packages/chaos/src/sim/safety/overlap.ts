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
    if (decides(one, inside) && decides(other, outside))
      return [[...inside].join(' '), [...outside].join(' ')];
  }
  return null;
}

function decides({ voters, outgoing }: Halves, nodes: ReadonlySet<string>): boolean {
  return isMajority(voters, nodes) && (outgoing.length === 0 || isMajority(outgoing, nodes));
}

function isMajority(voters: readonly string[], nodes: ReadonlySet<string>): boolean {
  return voters.filter((voter) => nodes.has(voter)).length * 2 > voters.length;
}
