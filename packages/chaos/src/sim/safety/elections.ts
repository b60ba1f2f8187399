import type { Observation } from '../plan.ts';
import { decides } from './overlap.ts';
import { demand, reigns, type Seen } from './watched.ts';

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

  look(node: Observation, last: Seen | null): void {
    if (last === null) this.#remembersVote(node);
    else votesOnce(last.observation, node);
    if (node.role !== 'leader' || reigns(last, node)) return;
    this.#electionSafety(node);
    this.#electedByQuorum(node, last);
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

  /**
   * Whoever begins to lead has the votes of a majority, its own perhaps among them, all of them durable; of each half, in a
   * joint configuration. A node that has voted in a later term since may have voted in this one.
   */
  #electedByQuorum({ id, term, configuration }: Observation, last: Seen | null): void {
    const mayHaveVoted = (voter: string): boolean => {
      const vote = this.#votes.get(voter);
      if (vote === undefined || vote.term < term) return false;
      return vote.term > term || vote.candidate === id;
    };
    // The configuration may have changed since the last vote was counted, but at most once.
    const elected = [configuration, last?.observation.configuration ?? configuration].some((deciders) =>
      decides(deciders, mayHaveVoted),
    );
    demand(
      elected,
      'elected-by-quorum',
      () => `${id} leads term ${term}, in which no majority had made a vote for it durable`,
    );
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
