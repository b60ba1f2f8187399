import { RaftError } from '../errors.ts';
import type { Entry, LogIndex } from '../raft/types.ts';
import type { ProposalOutcome } from './types.ts';

export type SettleProposal<Result> = (outcome: ProposalOutcome<Result>) => void;

/** Those who wait for the commands that this node appended as leader, in the order of the log. */
export class PendingProposals<Result> {
  #waiting: SettleProposal<Result>[] = [];
  /** How many of {@link #waiting} are settled already. */
  #settled = 0;
  /** The log index of the first one that is not. */
  #next = 0;

  get count(): number {
    return this.#waiting.length - this.#settled;
  }

  add(first: LogIndex, settles: readonly SettleProposal<Result>[]): void {
    // Other entries may stand between what this node's clients proposed: then the earlier ones are waited for apart.
    while (this.count > 0 && first !== this.#next + this.count) {
      this.#waiting.push(skip);
    }
    if (this.count === 0) {
      this.#waiting = [];
      this.#settled = 0;
      this.#next = first;
    }
    for (const settle of settles) this.#waiting.push(settle);
  }

  /** Settles whoever waits for `entry`, and for entries before it that were no commands. */
  applied({ index }: Entry, result: Result): void {
    if (this.count === 0 || index < this.#next) return;
    const offset = index - this.#next;
    if (offset >= this.count) return;
    const settle = this.#waiting[this.#settled + offset] as SettleProposal<Result>;
    this.#settled += offset + 1;
    this.#next = index + 1;
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

function skip(): void {
  // Stands for an entry that nobody here waits for.
}
