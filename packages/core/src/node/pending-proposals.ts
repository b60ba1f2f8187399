import { RaftError } from '../errors.ts';
import type { LogIndex } from '../raft/types.ts';
import type { ProposalOutcome } from './types.ts';

type Settle<Result> = (outcome: ProposalOutcome<Result>) => void;

/** Those who wait for the commands that this node appended as leader, in the order of the log. */
export class PendingProposals<Result> {
  #waiting: Settle<Result>[] = [];
  /** How many of {@link #waiting} are settled already. */
  #settled = 0;
  /** The log index of the first one that is not. */
  #next = 0;

  add(first: LogIndex, settles: readonly Settle<Result>[]): void {
    if (this.#settled === this.#waiting.length) {
      this.#waiting = [];
      this.#settled = 0;
      this.#next = first;
    }
    for (const settle of settles) this.#waiting.push(settle);
  }

  /** Settles whoever waits for `index`, if anybody does. */
  applied(index: LogIndex, result: Result): void {
    if (index !== this.#next || this.#settled === this.#waiting.length) return;
    const settle = this.#waiting[this.#settled] as Settle<Result>;
    this.#settled++;
    this.#next++;
    settle({ ok: true, index, result });
  }

  /** Tells everybody that their command is in the log and that nobody knows whether it will stay there. */
  abandon(reason: string): void {
    const abandoned = this.#waiting.slice(this.#settled);
    this.#waiting = [];
    this.#settled = 0;
    if (abandoned.length === 0) return;
    const error = new RaftError('outcome_unknown', reason);
    for (const settle of abandoned) settle({ ok: false, error });
  }
}
