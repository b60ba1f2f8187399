import { hasOwnTerm, type NodeLog, type RaftEvent } from './node-log.ts';
import type { InvariantViolation, Results } from './results.ts';

/**
 * Checks what the nodes logged against Raft's promises about terms, votes and leaders. Without a single event there
 * is nothing to judge: the verdict is `unknown`.
 */
export function checkInvariants(logs: readonly NodeLog[]): Results['invariants'] {
  const violations = [...checkLeaders(logs), ...logs.flatMap(checkMemory)];
  if (violations.length > 0) return { verdict: 'invalid', violations };
  const anything = logs.some(({ events }) => events.length > 0);
  return { verdict: anything ? 'valid' : 'unknown', violations };
}

/** Election safety (Raft figure 3): at most one leader in a term, by its own word or that of its followers. */
function checkLeaders(logs: readonly NodeLog[]): InvariantViolation[] {
  const leaders = new Map<number, Set<string>>();
  for (const { node, events } of logs) {
    for (const event of events) {
      if (event.type !== 'role') continue;
      const leader = event.role === 'leader' ? node : event.leader;
      if (leader === null) continue;
      leaders.set(event.term, (leaders.get(event.term) ?? new Set()).add(leader));
    }
  }
  return [...leaders]
    .filter(([, nodes]) => nodes.size > 1)
    .map(([term, set]) => {
      const nodes = [...set].sort();
      return {
        invariant: 'one leader per term',
        sentence: `${nodes.join(' and ')} were both leader in term ${term}`,
        nodes,
        term,
      };
    });
}

/**
 * What a node must not forget: its term and its vote (Raft figure 2, persistent state). A node logs an event in the
 * moment in which it begins to store it, and a crash may come before that is done; such a vote was never told to
 * anybody. So an event binds from the next one on that the same life of the node logs.
 */
function checkMemory({ node, events }: NodeLog): InvariantViolation[] {
  const memory = new Memory(node);
  for (const [position, event] of events.entries()) {
    const next = events[position + 1];
    memory.take(event, next !== undefined && next.type !== 'started');
  }
  return memory.violations;
}

class Memory {
  readonly violations: InvariantViolation[] = [];
  readonly #node: string;
  /** The highest term of this life, and the highest that no crash could have lost. */
  #term = 0;
  #boundTerm = 0;
  readonly #votes = new Map<number, string>();
  readonly #boundVotes = new Map<number, string>();

  constructor(node: string) {
    this.#node = node;
  }

  take(event: RaftEvent, binds: boolean): void {
    if (!hasOwnTerm(event)) return;
    if (event.type === 'started') this.#start(event.term, event.votedFor);
    else if (event.term < this.#term) this.#tell(...this.#fell(event.term, this.#term), event.term);
    if (event.type === 'voted') this.#vote(event.term, event.candidate, binds);
    this.#term = Math.max(this.#term, event.term);
    if (binds) this.#boundTerm = Math.max(this.#boundTerm, event.term);
  }

  #start(term: number, votedFor: string | null): void {
    this.#term = 0;
    this.#votes.clear();
    for (const [votedTerm, candidate] of this.#boundVotes) this.#votes.set(votedTerm, candidate);
    if (term < this.#boundTerm) this.#tell(...this.#fell(term, this.#boundTerm), term);
    const candidate = this.#boundVotes.get(term);
    if (candidate === undefined || candidate === votedFor) return;
    const remembered = votedFor === null ? 'remembered no vote' : `remembered a vote for ${votedFor}`;
    this.#tell(
      'votes are remembered',
      `${this.#node} voted for ${candidate} in term ${term}, but after its restart ${remembered} in that term`,
      term,
    );
  }

  #fell(term: number, before: number): [string, string] {
    return ['terms never fall', `${this.#node} was in term ${before}, and later in term ${term}`];
  }

  #vote(term: number, candidate: string, binds: boolean): void {
    const before = this.#votes.get(term);
    if (before !== undefined && before !== candidate) {
      const sentence = `${this.#node} voted for ${before} and for ${candidate} in term ${term}`;
      this.#tell('one vote per term', sentence, term);
    }
    this.#votes.set(term, candidate);
    if (binds) this.#boundVotes.set(term, candidate);
  }

  #tell(invariant: string, sentence: string, term: number): void {
    this.violations.push({ invariant, sentence, nodes: [this.#node], term });
  }
}
