import { compact } from './compaction.ts';
import type { RaftConfig } from './config.ts';
import type { Effect } from './effect.ts';
import { campaign, countOwnVote, preCampaign } from './election.ts';
import { handleSnapshotOffer, handleSnapshotReceived } from './follower.ts';
import { forwardProposal, forwardRead, tickRequests } from './forwarding.ts';
import type { Input } from './input.ts';
import { advanceCommit, propose, stepDown, tickLeader } from './leader.ts';
import type { Leadership } from './leadership.ts';
import { changeMembership } from './membership.ts';
import { isImpossible, isImpossibleOffer } from './message-check.ts';
import { read } from './read-index.ts';
import { follow, receive } from './receive.ts';
import { handleEntriesLoaded, handleSnapshotSent, handleUnreachable } from './replication.ts';
import { seekLostEntries } from './restoration.ts';
import { RaftState, type Restored } from './state.ts';
import { transfer } from './transfer.ts';
import {
  logIndex,
  type Configuration,
  type LogIndex,
  type NodeId,
  type SnapshotMeta,
  type Term,
} from './types.ts';
import { viewOf, type RaftView } from './view.ts';

export type { PeerView, RaftView } from './view.ts';

/**
 * One node of the Raft protocol as a pure state machine: no clock, no chance beyond its seed, no input or output. The
 * same inputs give the same effects.
 */
export class Raft {
  readonly #state: RaftState;
  /** What was seen since the last step, which alone changes anything. */
  #view: RaftView | null = null;

  /** Throws `InvariantError` if what is restored contradicts itself. */
  constructor(config: RaftConfig, restored: Restored) {
    this.#state = new RaftState(config, restored);
  }

  /** Takes one input and says what is to be done. Throws `InvariantError` if the node must not go on. */
  step(input: Input): Effect[] {
    this.#view = null;
    this.#dispatch(input);
    this.#state.relieveLog();
    return this.#state.out.take();
  }

  /** The term of the entry at `index`, as far as it is in the log. */
  termAt(index: LogIndex): Term | undefined {
    return this.#state.log.termAt(index);
  }

  /** The index of the newest snapshot, 0 without one. */
  get snapshotIndex(): LogIndex {
    return this.#state.snapshot?.index ?? logIndex(0);
  }

  /** The configuration that was in effect at `index`, for a snapshot there. */
  configurationAt(index: LogIndex): Configuration {
    return this.#state.configurationAt(index);
  }

  view(): RaftView {
    return (this.#view ??= viewOf(this.#state));
  }

  #dispatch(input: Input): void {
    const state = this.#state;
    switch (input.type) {
      case 'tick':
        if (input.now !== undefined) state.nowMs = input.now;
        if (state.current.role === 'leader') tickLeader(state, state.current);
        else this.#tickFollower();
        return;
      case 'receive':
        state.overloaded = input.overloaded ?? false;
        if (input.from === state.id || isImpossible(input.message, state.term))
          state.ignore(input.from, 'impossible');
        else receive(state, input.from, input.message);
        return;
      case 'persisted':
        state.durability.acknowledge(input.sequence);
        countOwnVote(state);
        if (state.current.role === 'leader') advanceCommit(state, state.current);
        return;
      case 'snapshot-taken':
        compact(state, input.meta);
        return;
      case 'snapshot-offered':
        this.#considerOffer(input.from, input.term, input.meta);
        return;
      case 'snapshot-received':
        handleSnapshotReceived(state, input.from, input.meta);
        return;
      case 'campaign':
        if (state.current.role !== 'leader' && this.#mayCampaignUnasked()) campaign(state, false);
        return;
      case 'forget-leader':
        this.#forgetLeader();
        return;
      case 'propose':
      case 'read':
      case 'change-membership':
      case 'entries-loaded':
      case 'snapshot-sent':
      case 'unreachable':
      case 'transfer':
      case 'step-down':
        if (state.current.role === 'leader') this.#dispatchToLeader(state.current, input);
        else this.#refuseAsFollower(input);
        return;
    }
  }

  #dispatchToLeader(leadership: Leadership, input: LeaderInput): void {
    const state = this.#state;
    switch (input.type) {
      case 'propose':
        state.overloaded = input.overloaded ?? false;
        propose(state, leadership, input.commands);
        return;
      case 'read':
        read(state, leadership, input.id, input.now);
        return;
      case 'change-membership':
        changeMembership(state, leadership, input.changes);
        return;
      case 'entries-loaded':
        handleEntriesLoaded(state, leadership, input.to, input.from, input.entries);
        return;
      case 'snapshot-sent':
        handleSnapshotSent(state, leadership, input.to, input.meta, input.ok);
        return;
      case 'unreachable':
        handleUnreachable(leadership, input.peer);
        return;
      case 'transfer':
        transfer(state, leadership, input.to);
        return;
      case 'step-down':
        stepDown(state, leadership);
        return;
    }
  }

  #refuseAsFollower(input: LeaderInput): void {
    const { out } = this.#state;
    switch (input.type) {
      case 'propose':
        this.#state.overloaded = input.overloaded ?? false;
        forwardProposal(this.#state, input.commands);
        return;
      case 'read':
        forwardRead(this.#state, input.id);
        return;
      case 'change-membership':
        out.push({ type: 'membership-refused', reason: 'not_leader', message: 'this node does not lead' });
        return;
      case 'transfer':
        out.push({ type: 'transfer-ended' });
        return;
      case 'unreachable':
        this.#state.lostPeer(input.peer);
        return;
      case 'entries-loaded':
      case 'snapshot-sent':
      case 'step-down':
        return;
    }
  }

  #tickFollower(): void {
    const state = this.#state;
    state.tickSilence();
    if (!state.requests.isEmpty) tickRequests(state);
    if (!state.isTimeToCampaign) return;
    // Who is no voter cannot be elected, and must not disturb those who are (thesis §4.2.3).
    if (state.mayCampaign) preCampaign(state);
    else state.timer.redraw();
    seekLostEntries(state);
  }

  /** A leader's lease rests on this node's silence: it must not vote, not even for itself (thesis §6.4.1). */
  #mayCampaignUnasked(): boolean {
    const { mayCampaign, config, hasLiveLeader } = this.#state;
    return mayCampaign && (config.leaseMs === null || !hasLiveLeader);
  }

  #forgetLeader(): void {
    const state = this.#state;
    if (state.current.role === 'leader' || state.config.leaseMs !== null) return;
    state.forgetLeader();
    if (state.current.role === 'follower') state.setRole(state.current, null);
  }

  #considerOffer(from: NodeId, term: Term, meta: SnapshotMeta): void {
    const state = this.#state;
    if (from === state.id || isImpossibleOffer(term, meta, state.term)) state.ignore(from, 'impossible');
    else if (term >= state.term && follow(state, from, term)) {
      handleSnapshotOffer(state, from, meta);
      return;
    }
    state.out.push({ type: 'snapshot-answer', accepted: false });
  }
}

type LeaderInput = Extract<
  Input,
  {
    readonly type:
      | 'propose'
      | 'read'
      | 'change-membership'
      | 'entries-loaded'
      | 'snapshot-sent'
      | 'unreachable'
      | 'transfer'
      | 'step-down';
  }
>;
