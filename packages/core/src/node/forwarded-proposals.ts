import { RaftError } from '../errors.ts';
import type { Entry, LogIndex, Term } from '../raft/types.ts';
import type { SettleProposal } from './pending-proposals.ts';

interface Expected<Result> {
  readonly term: Term;
  readonly settle: SettleProposal<Result>;
}

/**
 * Those who wait for commands that this node passed on to the leader: first to hear where they stand in the log, then
 * for this node's own state machine to get there.
 */
export class ForwardedProposals<Result> {
  readonly #asked = new Map<number, readonly SettleProposal<Result>[]>();
  readonly #expected = new Map<number, Expected<Result>>();
  /** What was applied while an answer was still to come: the answer may be slower than the entry itself. */
  readonly #recent = new Map<number, { readonly term: Term; readonly result: Result }>();

  asked(id: number, settles: readonly SettleProposal<Result>[]): void {
    this.#asked.set(id, settles);
  }

  /** The leader took the commands of request `id` as entries of `term` from `first` on. */
  appended(id: number, first: LogIndex, term: Term, applied: LogIndex): void {
    for (const [offset, settle] of this.#take(id).entries()) {
      const index = (first + offset) as LogIndex;
      const recent = this.#recent.get(index);
      if (index > applied) this.#expected.set(index, { term, settle });
      else if (recent === undefined) settle({ ok: false, error: unknownOutcome() });
      else settle(recent.term === term ? { ok: true, index, result: recent.result } : superseded());
    }
    this.#forgetRecent();
  }

  refused(id: number, error: RaftError): void {
    for (const settle of this.#take(id)) settle({ ok: false, error });
    this.#forgetRecent();
  }

  unknown(id: number): void {
    this.refused(id, unknownOutcome());
  }

  applied({ index, term }: Entry, result: Result): void {
    if (this.#asked.size > 0) this.#recent.set(index, { term, result });
    const expected = this.#expected.get(index);
    if (expected === undefined) return;
    this.#expected.delete(index);
    expected.settle(expected.term === term ? { ok: true, index, result } : superseded());
  }

  /** Everything up to `applied` was applied: who still waits for an entry before it was passed over. */
  passed(applied: LogIndex, bySnapshot: boolean): void {
    if (this.#expected.size === 0) return;
    for (const [index, { settle }] of this.#expected) {
      if (index > applied) continue;
      this.#expected.delete(index);
      settle(bySnapshot ? { ok: false, error: unknownOutcome() } : superseded());
    }
  }

  /** Gives everybody up. */
  abandon(reason: string): void {
    const error = new RaftError('outcome_unknown', reason);
    const settles = [
      ...[...this.#asked.values()].flat(),
      ...[...this.#expected.values()].map(({ settle }) => settle),
    ];
    this.#asked.clear();
    this.#expected.clear();
    this.#recent.clear();
    for (const settle of settles) settle({ ok: false, error });
  }

  #take(id: number): readonly SettleProposal<Result>[] {
    const settles = this.#asked.get(id) ?? [];
    this.#asked.delete(id);
    return settles;
  }

  #forgetRecent(): void {
    if (this.#asked.size === 0) this.#recent.clear();
  }
}

function unknownOutcome(): RaftError {
  return new RaftError('outcome_unknown', 'the command was passed on to the leader, and no answer came');
}

function superseded(): { readonly ok: false; readonly error: RaftError } {
  const message = 'another entry took the place of the command, which was never applied';
  return { ok: false, error: new RaftError('not_leader', message) };
}
