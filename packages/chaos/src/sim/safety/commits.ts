import type { Observation } from '../plan.ts';
import type { ObservedLog } from './observed-log.ts';
import { decides } from './overlap.ts';
import { demand, reigns, type Seen, type SeenNodes } from './watched.ts';

/** Watches what is committed: by whom, on whom, and that it stays. */
export class Commits {
  /** The term of each entry that was ever committed by anybody; the place is the index. */
  readonly #terms: number[] = [0];
  /** The term that whoever was first seen to have committed it was in: it committed in that term or before. */
  readonly #committedIn: number[] = [0];
  /** The highest index up to which each node was seen to hold what is committed, durably. */
  readonly #held = new Map<string, number>();
  readonly #onCommitted: (index: number, term: number, id: string) => void;

  /** `onCommitted` hears of every entry that nobody was seen to have committed before. */
  constructor(onCommitted: (index: number, term: number, id: string) => void) {
    this.#onCommitted = onCommitted;
  }

  /** The highest index that anybody ever committed. */
  get highest(): number {
    return this.#terms.length - 1;
  }

  look(node: Observation, last: Seen | null, log: ObservedLog, seen: SeenNodes): void {
    this.#stateMachineSafety(node, last, seen);
    if (node.role === 'leader') this.#leaderCompleteness(node, last);
    if (reigns(last, node) && node.commit > last.observation.commit) {
      ofOwnTerm(node, log);
      onQuorum(node, last, log, seen);
    }
    this.staysDurable(node, log);
  }

  /** What was committed once stays, at its index, on whoever commits it (Raft figure 3, state machine safety). */
  #stateMachineSafety(node: Observation, last: Seen | null, seen: SeenNodes): void {
    const from = Math.max(last?.observation.commit ?? 0, node.firstStored - 1) + 1;
    const before = this.highest;
    for (let index = from; index <= node.commit; index++) {
      const term = Number(node.termAt(index));
      const known = this.#terms[index];
      demand(
        known === undefined || known === term,
        'state-machine-safety',
        () => `${node.id} commits ${term}/${index} where ${known ?? ''}/${index} was committed`,
      );
      if (known !== undefined) continue;
      this.#terms[index] = term;
      this.#committedIn[index] = node.term;
      this.#onCommitted(index, term, node.id);
    }
    if (this.highest > before) this.#laterLeadersHold(node, seen);
  }

  /**
   * A leader holds whatever committed in earlier terms (Raft figure 3, leader completeness). Looked at when it begins to
   * lead: it only appends.
   */
  #leaderCompleteness(node: Observation, last: Seen | null): void {
    if (reigns(last, node)) return;
    for (let index = node.firstStored; index <= this.highest; index++) {
      const term = this.#terms[index];
      // A leader that was paused as it was elected may learn of it when later terms have committed more.
      if (term === undefined || (this.#committedIn[index] ?? 0) >= node.term) continue;
      demand(
        node.termAt(index) === term,
        'leader-completeness',
        () => `${node.id}, leader of term ${node.term}, lacks the committed entry ${term}/${index}`,
      );
    }
  }

  /** The same, from the other side: acknowledgements may reach an old leader when the next one leads already. */
  #laterLeadersHold({ id, commit, term }: Observation, seen: SeenNodes): void {
    for (const [other, { observation, log }] of seen) {
      if (observation.role !== 'leader' || observation.term <= term || log.first > commit) continue;
      demand(
        log.at(commit) === this.#terms[commit],
        'leader-completeness',
        () =>
          `${id} commits ${this.#terms[commit] ?? ''}/${commit} in term ${term}, which ${other} lacks, leader of term ${observation.term}`,
      );
    }
  }

  /** What was durable on a node may not be any more. */
  lost(id: string): void {
    this.#held.delete(id);
  }

  /**
   * What is committed and durable on a node is never gone from it again, restarts or not: no later leader can lack it, so
   * nobody has it removed. A log that begins later stands behind a snapshot that holds it.
   */
  staysDurable(node: Observation, log: ObservedLog): void {
    const held = this.#held.get(node.id) ?? 0;
    if (held > 0) {
      const isThere = log.first > held || log.at(held) === this.#terms[held];
      demand(
        isThere,
        'committed-durable',
        () =>
          `${node.id} has lost ${this.#terms[held] ?? ''}/${held}, which is committed and was durable on it; its log now ends at ${node.last}`,
      );
    }
    // It may hold what others committed, or something else at that index; then what it knows to be committed counts.
    const most = Math.min(node.durable, this.highest);
    if (most <= held) return;
    const sure = log.at(most) === this.#terms[most] ? most : Math.min(node.durable, node.commit);
    if (sure > held && log.at(sure) === this.#terms[sure]) this.#held.set(node.id, sure);
  }
}

/** Entries of earlier terms commit only along with one of the leader's own term (Raft §5.4.2, figure 8). */
function ofOwnTerm({ id, commit, term }: Observation, log: ObservedLog): void {
  demand(
    log.at(commit) === term,
    'current-term-commit',
    () =>
      `${id}, leader of term ${term}, committed ${log.at(commit) ?? ''}/${commit} by counting who holds it`,
  );
}

/**
 * Whatever a leader commits, a quorum of the configuration in effect has made durable. Each of them said so while it
 * followed this leader, and whoever was elected since has the entry too, so nobody has removed it (Raft §5.4.3).
 * A node that is down keeps what it made durable; one whose log begins later holds the entry in a snapshot.
 */
function onQuorum(node: Observation, last: Seen, log: ObservedLog, seen: SeenNodes): void {
  const { id, commit, configuration, term } = node;
  const holds = (voter: string): boolean => {
    const found = voter === id ? { observation: node, log } : seen.get(voter);
    if (found === undefined) return false;
    return found.log.first > commit || (found.observation.durable >= commit && found.log.at(commit) === term);
  };
  // Its newest configuration may have taken effect by this very commit; then the one before decided.
  const decided = [configuration, last.observation.configuration].some((deciders) =>
    decides(deciders, holds),
  );
  demand(
    decided,
    'committed-on-quorum',
    () => `${id} committed ${term}/${commit}, which no majority has durable`,
  );
}
