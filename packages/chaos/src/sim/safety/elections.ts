import type { Observation } from '../plan.ts';
import { decides } from './overlap.ts';
import { demand, reigns, type Seen, type SeenNodes } from './watched.ts';

interface Leader {
  readonly id: string;
  readonly incarnation: number;
}

/** A vote that a node has made durable, and so must remember across restarts. */
interface Vote {
  readonly term: number;
  readonly candidate: string;
}

/** Watches who is elected, and by whom (Raft §5.2). */
export class Elections {
  readonly #leaders = new Map<number, Leader>();
  readonly #votes = new Map<string, Vote>();

  look(node: Observation, last: Seen | null, seen: SeenNodes): void {
    if (last === null) this.#remembersVote(node);
    else votesOnce(last.observation, node);
    if (node.role !== 'leader' || reigns(last, node)) return;
    this.#electionSafety(node);
    electedByQuorum(node, last, seen);
  }

  /** A vote became durable. Nobody votes twice in a term, restarts or not. */
  voted(id: string, term: number, candidate: string): void {
    const before = this.#votes.get(id);
    demand(
      before === undefined || term > before.term || (term === before.term && candidate === before.candidate),
      'vote-once',
      () =>
        `${id} voted for ${before?.candidate ?? ''} in term ${before?.term ?? 0}, then for ${candidate} in term ${term}`,
    );
    this.#votes.set(id, { term, candidate });
  }

  /**
   * What a node knows after a restart is not behind what it has promised before. A term or vote that was not durable yet
   * was not told to anybody, and may be forgotten.
   */
  #remembersVote({ id, term, votedFor }: Observation): void {
    const vote = this.#votes.get(id);
    if (vote === undefined) return;
    demand(
      term >= vote.term,
      'monotonic-term',
      () => `${id} voted in term ${vote.term} and came back in term ${term}`,
    );
    demand(
      term > vote.term || votedFor === vote.candidate,
      'vote-once',
      () =>
        `${id} voted for ${vote.candidate} in term ${term} and came back with a vote for ${votedFor ?? 'nobody'}`,
    );
  }

  /**
   * At most one leader in a term, and in one life of its process: its vote for itself was durable before it led, so that
   * after a restart it can only stand for a later term.
   */
  #electionSafety({ id, incarnation, term }: Observation): void {
    const leader = this.#leaders.get(term);
    demand(
      leader === undefined || leader.id === id,
      'election-safety',
      () => `${leader?.id ?? ''} and ${id} lead term ${term}`,
    );
    demand(
      leader === undefined || leader.incarnation === incarnation,
      'election-safety',
      () => `${id} leads term ${term} once more after a restart`,
    );
    this.#leaders.set(term, { id, incarnation });
  }
}

function votesOnce(before: Observation, { id, term, votedFor }: Observation): void {
  const revoted = term === before.term && before.votedFor !== null && votedFor !== before.votedFor;
  demand(
    !revoted,
    'vote-once',
    () => `${id} voted for ${before.votedFor ?? ''} and then for ${votedFor ?? 'nobody'} in term ${term}`,
  );
}

/**
 * Whoever begins to lead has the votes of a majority; of each half, in a joint configuration. A vote is never taken
 * back within its term, so a voter that was last seen in this term without having voted for the leader, or in an
 * earlier term, has not voted for it. One that is in a later term may have.
 */
function electedByQuorum(node: Observation, last: Seen | null, seen: SeenNodes): void {
  const { id, term, configuration } = node;
  const mayHaveVoted = (voter: string): boolean => {
    const observation = voter === id ? node : seen.get(voter)?.observation;
    if (observation === undefined || observation.term < term) return false;
    return observation.term > term || observation.votedFor === id;
  };
  // The configuration may have changed since the last vote was counted, but at most once.
  const elected = [configuration, last?.observation.configuration ?? configuration].some((deciders) =>
    decides(deciders, mayHaveVoted),
  );
  demand(elected, 'elected-by-quorum', () => `${id} leads term ${term}, in which no majority voted for it`);
}
