import { RaftError } from '../errors.ts';
import type { Effect } from '../raft/effect.ts';
import type { Input } from '../raft/input.ts';
import type { Entry, LogIndex, LogPosition } from '../raft/types.ts';
import { ForwardedProposals } from './forwarded-proposals.ts';
import { PendingProposals, type SettleProposal } from './pending-proposals.ts';
import { refusal, stopped } from './refusals.ts';

/** What the proposals of a node need of it. */
export interface ProposalHost {
  step(input: Input): readonly Effect[];
  isHalted(): boolean;
  /** Whether so much waits to be applied here that nothing more should be taken. */
  isOverloaded(): boolean;
  applied(): LogIndex;
}

/** What the clients of one node proposed: taken into its own log, or passed on to the leader. */
export class Proposals<Result> {
  readonly #host: ProposalHost;
  readonly #patienceTicks: number;
  readonly #own = new PendingProposals<Result>();
  readonly #forwarded = new ForwardedProposals<Result>();
  #leaderlessTicks = 0;

  /** Who waits for a command that was passed on is given up after `patienceTicks` without any leader. */
  constructor(host: ProposalHost, patienceTicks: number) {
    this.#host = host;
    this.#patienceTicks = patienceTicks;
  }

  take(commands: readonly Uint8Array[], settles: readonly SettleProposal<Result>[]): void {
    const refuse = (error: RaftError): void => {
      for (const settle of settles) settle({ ok: false, error });
    };
    if (this.#host.isHalted()) return refuse(stopped());
    const overloaded = this.#host.isOverloaded();
    const answer = this.#host
      .step({ type: 'propose', commands, overloaded })
      .find(({ type }) => type === 'proposed' || type === 'refused' || type === 'forwarded');
    if (answer?.type === 'proposed') this.#own.add(answer.first, settles);
    else if (answer?.type === 'forwarded') this.#forwarded.asked(answer.id, settles);
    else if (answer?.type === 'refused') refuse(refusal(answer.reason, answer.leader));
    else refuse(new RaftError('outcome_unknown', 'this node failed while it took the command'));
  }

  forwardEnded({ id, outcome }: Effect & { readonly type: 'forward-ended' }): void {
    switch (outcome.type) {
      case 'appended':
        this.#forwarded.appended(id, outcome.first, outcome.term, this.#host.applied());
        return;
      case 'refused':
        this.#forwarded.refused(id, refusal('busy', null));
        return;
      case 'unknown':
        this.#forwarded.unknown(id);
        return;
    }
  }

  applied(entry: Entry, result: Result): void {
    this.#own.applied(entry, result);
    this.#forwarded.applied(entry, result);
  }

  /** Everything up to `last` is applied, be it entry by entry or by a snapshot. */
  passed(last: LogPosition, bySnapshot: boolean): void {
    this.#forwarded.passed(last, bySnapshot);
  }

  tick(hasLeader: boolean): void {
    this.#leaderlessTicks = hasLeader ? 0 : this.#leaderlessTicks + 1;
    if (this.#leaderlessTicks === this.#patienceTicks)
      this.#forwarded.abandon('no leader has been heard of since the command was passed on');
  }

  leadershipLost(): void {
    this.#own.abandon('leadership was lost before the command was seen to commit');
  }

  /** Gives everybody up. */
  abandon(reason: string): void {
    this.#own.abandon(reason);
    this.#forwarded.abandon(reason);
  }
}
