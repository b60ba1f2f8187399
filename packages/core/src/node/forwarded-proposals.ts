import { RaftError } from '../errors.ts';
import { logIndex, type Entry, type LogIndex, type LogPosition, type Term } from '../raft/types.ts';
import type { SettleProposal } from './pending-proposals.ts';

interface Asked<Result> {
  readonly settles: readonly SettleProposal<Result>[];
  /** What was applied here when the leader was asked: wherever it puts the commands, it is behind that. */
  readonly behind: LogIndex;
}

interface Expected<Result> {
  readonly term: Term;
  readonly settle: SettleProposal<Result>;
}

/**
 * Those who wait for commands that this node passed on to the leader: first to hear where they stand in the log, then
 * for this node's own state machine to get there.
 */
export class ForwardedProposals<Result> {
  readonly #asked = new Map<number, Asked<Result>>();
  readonly #expected = new Map<number, Expected<Result>>();
  /**
   * What was applied since the oldest question that waits for its answer: the answer may be slower than the entry itself.
   * No answer is waited for longer than an election timeout, so this is never more than is applied meanwhile.
   */
  readonly #recent = new Map<number, { readonly term: Term; readonly result: Result }>();
  #applied = logIndex(0);

  asked(id: number, settles: readonly SettleProposal<Result>[]): void {
    this.#asked.set(id, { settles, behind: this.#applied });
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
    this.#applied = index;
    if (this.#asked.size > 0) this.#recent.set(index, { term, result });
    const expected = this.#expected.get(index);
    if (expected === undefined) return;
    this.#expected.delete(index);
    expected.settle(expected.term === term ? { ok: true, index, result } : superseded());
  }

  /**
   * Everything up to `last` was applied. Who still waits for an entry up to there was passed over. So was who waits for
   * one further on of an earlier term than `last`: terms never fall along a log, so no log that holds `last`, as every
   * leader's to come, holds that entry behind it (Raft §5.4).
   */
  passed(last: LogPosition, bySnapshot: boolean): void {
    this.#applied = last.index;
    for (const [index, { term, settle }] of this.#expected) {
      if (index > last.index && term >= last.term) continue;
      this.#expected.delete(index);
      const mayBeIn = bySnapshot && index <= last.index;
      settle(mayBeIn ? { ok: false, error: unknownOutcome() } : superseded());
    }
  }

  /** Gives everybody up. */
  abandon(reason: string): void {
    const error = new RaftError('outcome_unknown', reason);
    const settles = [
      ...[...this.#asked.values()].flatMap(({ settles }) => settles),
      ...[...this.#expected.values()].map(({ settle }) => settle),
    ];
    this.#asked.clear();
    this.#expected.clear();
    this.#recent.clear();
    for (const settle of settles) settle({ ok: false, error });
  }

  #take(id: number): readonly SettleProposal<Result>[] {
    const settles = this.#asked.get(id)?.settles ?? [];
    this.#asked.delete(id);
    return settles;
  }

  #forgetRecent(): void {
    const [oldest] = this.#asked.values();
    for (const index of this.#recent.keys()) {
      if (oldest !== undefined && index > oldest.behind) return;
      this.#recent.delete(index);
    }
  }
}

function unknownOutcome(): RaftError {
  return new RaftError('outcome_unknown', 'the command was passed on to the leader, and no answer came');
}

function superseded(): { readonly ok: false; readonly error: RaftError } {
  const message = 'another entry took the place of the command, which was never applied';
  return { ok: false, error: new RaftError('not_leader', message) };
}
