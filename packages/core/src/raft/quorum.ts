import type { Configuration, NodeId } from './types.ts';

/** The smallest number of nodes that is more than half of `size`. */
export function majority(size: number): number {
  return Math.floor(size / 2) + 1;
}

/**
 * The greatest value that a majority has reached: of each voter's own value, the one that as many voters meet as make a
 * majority. Sorted anew every time: an order kept up incrementally is where quorum bugs hide.
 */
export function quorumValue(values: readonly number[]): number {
  const descending = [...values].sort((a, b) => b - a);
  return descending[majority(values.length) - 1] ?? 0;
}

type Deciders = Pick<Configuration, 'voters' | 'outgoing'>;

/** The greatest value that a quorum has reached; in a joint configuration, a majority of each half (thesis §4.3). */
export function reachedByQuorum({ voters, outgoing }: Deciders, reached: (voter: NodeId) => number): number {
  const incoming = quorumValue(voters.map(reached));
  return outgoing.length === 0 ? incoming : Math.min(incoming, quorumValue(outgoing.map(reached)));
}

/** Whether those for whom `condition` holds make a quorum. */
export function isQuorum(deciders: Deciders, condition: (voter: NodeId) => boolean): boolean {
  return reachedByQuorum(deciders, (voter) => (condition(voter) ? 1 : 0)) === 1;
}

/** How a vote stands. It is lost as soon as one half of a joint configuration can no longer grant a majority. */
export function tally(
  { voters, outgoing }: Deciders,
  votes: ReadonlyMap<NodeId, boolean>,
): 'won' | 'lost' | 'open' {
  const halves = outgoing.length === 0 ? [voters] : [voters, outgoing];
  const results = halves.map((half) => tallyHalf(half, votes));
  if (results.includes('lost')) return 'lost';
  return results.includes('open') ? 'open' : 'won';
}

function tallyHalf(voters: readonly NodeId[], votes: ReadonlyMap<NodeId, boolean>): 'won' | 'lost' | 'open' {
  const granted = voters.filter((voter) => votes.get(voter) === true).length;
  const refused = voters.filter((voter) => votes.get(voter) === false).length;
  if (granted >= majority(voters.length)) return 'won';
  return voters.length - refused < majority(voters.length) ? 'lost' : 'open';
}
