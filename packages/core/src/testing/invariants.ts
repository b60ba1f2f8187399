import { invariant } from '../raft/invariant.ts';
import type { Entry, NodeId, Term } from '../raft/types.ts';
import type { ScriptedNode } from './scripted-node.ts';

/**
 * Watches a scripted cluster for Raft's five properties (Raft figure 3), the order of its indices and their growth.
 * Every check throws `InvariantError` at the first step that breaks it.
 */
export class Invariants {
  readonly #leaders = new Map<Term, NodeId>();
  /** What was committed, by anyone, ever; the index is one less than the entry's. */
  readonly #committed: Entry[] = [];
  /** The term that whoever was first to apply each of them was in: it committed in that term or before. */
  readonly #committedIn: Term[] = [];
  readonly #seen = new Map<
    NodeId,
    { term: number; commit: number; leaderLast: number; leaderTerm: number }
  >();

  check(nodes: readonly ScriptedNode[]): void {
    const alive = nodes.filter((node) => node.alive);
    for (const node of alive) {
      this.#electionSafety(node);
      this.#monotonic(node);
      this.#stateMachineSafety(node);
    }
    for (const node of alive) this.#leaderCompleteness(node);
    for (const [position, node] of alive.entries()) {
      for (const other of alive.slice(position + 1)) logMatching(node, other);
    }
  }

  /** Forgets what a node does not have to remember across a crash: all but what its disk holds. */
  crashed({ id, disk }: ScriptedNode): void {
    const seen = this.#seen.get(id);
    if (seen === undefined) return;
    seen.commit = 0;
    seen.term = disk.hardState.term;
  }

  get committed(): readonly Entry[] {
    return this.#committed;
  }

  /** At most one leader in a term. */
  #electionSafety({ id, view }: ScriptedNode): void {
    if (view.role !== 'leader') return;
    const leader = this.#leaders.get(view.term);
    invariant(
      leader === undefined || leader === id,
      `election safety: both ${leader ?? ''} and ${id} lead term ${view.term}`,
    );
    this.#leaders.set(view.term, id);
  }

  /** Terms and commit indices grow; a leader's log grows; `snapshot <= commit <= last`, `durable <= last`. */
  #monotonic({ id, view, applied }: ScriptedNode): void {
    const seen = this.#seen.get(id) ?? { term: 0, commit: 0, leaderLast: 0, leaderTerm: 0 };
    invariant(view.term >= seen.term, `${id} went back from term ${seen.term} to ${view.term}`);
    invariant(view.commit >= seen.commit, `${id} went back from commit ${seen.commit} to ${view.commit}`);
    const append = view.role !== 'leader' || view.term !== seen.leaderTerm || view.last >= seen.leaderLast;
    invariant(append, `leader append-only: ${id} cut its log from ${seen.leaderLast} to ${view.last}`);
    invariant(
      view.snapshot <= applied.length,
      `${id} has a snapshot at ${view.snapshot}, applied ${applied.length}`,
    );
    invariant(applied.length <= view.commit, `${id} applied ${applied.length}, committed ${view.commit}`);
    invariant(view.commit <= view.last, `${id} committed ${view.commit} of a log that ends at ${view.last}`);
    invariant(
      view.durable <= view.last,
      `${id} has ${view.durable} durable of a log that ends at ${view.last}`,
    );
    const leads = view.role === 'leader';
    this.#seen.set(id, {
      term: view.term,
      commit: view.commit,
      leaderLast: leads ? view.last : 0,
      leaderTerm: leads ? view.term : 0,
    });
  }

  /** No two nodes ever apply different entries at one index. */
  #stateMachineSafety({ id, applied, view }: ScriptedNode): void {
    for (const [offset, entry] of applied.entries()) {
      const known = this.#committed[offset];
      if (known === undefined) {
        this.#committed.push(entry);
        this.#committedIn.push(view.term);
      } else
        invariant(
          known.term === entry.term && known.index === entry.index,
          `state machine safety: ${id} applied ${entry.term}/${entry.index} where ${known.term}/${known.index} was applied`,
        );
    }
  }

  /** The leader of the newest term has everything that committed in a term before. */
  #leaderCompleteness(node: ScriptedNode): void {
    const { view } = node;
    if (view.role !== 'leader') return;
    for (const [offset, entry] of this.#committed.entries()) {
      const committedIn = this.#committedIn[offset] ?? view.term;
      if (committedIn >= view.term || entry.index < view.firstStored) continue;
      invariant(
        node.termAt(entry.index) === entry.term,
        `leader completeness: ${node.id}, leader of term ${view.term}, lacks the committed entry ${entry.term}/${entry.index}`,
      );
    }
  }
}

/** Logs that share a position share everything before it. */
function logMatching(one: ScriptedNode, other: ScriptedNode): void {
  const first = Math.max(one.view.firstStored, other.view.firstStored);
  let agreed = false;
  for (let index = Math.min(one.view.last, other.view.last); index >= first; index--) {
    const same = one.termAt(index) === other.termAt(index);
    invariant(
      same || !agreed,
      `log matching: ${one.id} and ${other.id} agree after index ${index}, not at it`,
    );
    agreed ||= same;
  }
}
