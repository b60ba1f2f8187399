import type { RaftConfig } from './config.ts';
import type { Effect } from './effect.ts';
import {
  campaign,
  countOwnVote,
  handlePreVoteRequest,
  handlePreVoteResponse,
  handleVoteRequest,
  handleVoteResponse,
  preCampaign,
} from './election.ts';
import {
  becomeFollower,
  handleAppend,
  handleHeartbeat,
  handleSnapshotOffer,
  handleSnapshotReceived,
} from './follower.ts';
import type { Input } from './input.ts';
import { invariant } from './invariant.ts';
import {
  advanceCommit,
  handleAppendAccepted,
  handleAppendRejected,
  handleHeartbeatResponse,
  handleSnapshotSent,
  handleUnreachable,
  propose,
  read,
  tickLeader,
  transfer,
} from './leader.ts';
import type { AppendRequest, HeartbeatRequest, Message, TimeoutNow } from './message.ts';
import type { Progress } from './progress.ts';
import { RaftState, type Restored } from './state.ts';
import { logIndex, type LogIndex, type NodeId, type Role, type SnapshotMeta, type Term } from './types.ts';

/** What can be seen of a node from outside. */
export interface RaftView {
  readonly id: NodeId;
  readonly role: Role;
  readonly term: Term;
  readonly votedFor: NodeId | null;
  readonly leader: NodeId | null;
  readonly commit: LogIndex;
  readonly last: LogIndex;
  readonly firstStored: LogIndex;
  readonly durable: LogIndex;
  readonly snapshot: LogIndex;
  readonly peers: readonly {
    readonly id: NodeId;
    readonly match: LogIndex;
    readonly next: number;
    readonly state: 'probe' | 'replicate' | 'snapshot';
    readonly recentlyActive: boolean;
  }[];
}

/**
 * One node of the Raft protocol as a pure state machine: no clock, no chance beyond its seed, no input or output. The
 * same inputs give the same effects.
 */
export class Raft {
  readonly #state: RaftState;

  /** Throws `InvariantError` if what is restored contradicts itself. */
  constructor(config: RaftConfig, restored: Restored) {
    this.#state = new RaftState(config, restored);
  }

  /** Takes one input and says what is to be done. Throws `InvariantError` if the node must not go on. */
  step(input: Input): Effect[] {
    this.#dispatch(input);
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

  view(): RaftView {
    const state = this.#state;
    const progress: Iterable<[NodeId, Progress]> =
      state.current.role === 'leader' ? state.current.progress : [];
    return {
      id: state.id,
      role: state.current.role,
      term: state.term,
      votedFor: state.hardState.votedFor,
      leader: state.leader,
      commit: state.commit,
      last: state.log.last.index,
      firstStored: logIndex(state.log.base.index + 1),
      durable: state.durability.index,
      snapshot: this.snapshotIndex,
      peers: [...progress].map(([id, { match, next, state, recentlyActive }]) => ({
        id,
        match,
        next,
        state,
        recentlyActive,
      })),
    };
  }

  #dispatch(input: Input): void {
    const state = this.#state;
    const { current } = state;
    switch (input.type) {
      case 'tick':
        if (current.role === 'leader') tickLeader(state, current);
        else this.#tickElectionTimer();
        return;
      case 'receive':
        if (state.peers.includes(input.from)) this.#receive(input.from, input.message);
        return;
      case 'propose':
        if (current.role === 'leader') propose(state, current, input.commands);
        else state.out.push({ type: 'refused', reason: 'not_leader', leader: state.leader });
        return;
      case 'read':
        if (current.role === 'leader') read(state, current, input.id);
        else state.out.push({ type: 'reads-refused', id: input.id, leader: state.leader });
        return;
      case 'persisted':
        state.durability.acknowledge(input.sequence);
        countOwnVote(state);
        if (state.current.role === 'leader') advanceCommit(state, state.current);
        return;
      case 'snapshot-taken':
        this.#compact(input.meta);
        return;
      case 'snapshot-offered':
        if (input.term < state.term || !state.peers.includes(input.from)) {
          state.out.push({ type: 'snapshot-answer', accepted: false });
          return;
        }
        this.#follow(input.from, input.term);
        handleSnapshotOffer(state, input.from, input.meta);
        return;
      case 'snapshot-received':
        handleSnapshotReceived(state, input.from, input.meta);
        return;
      case 'snapshot-sent':
        if (current.role === 'leader') handleSnapshotSent(state, current, input.to, input.meta, input.ok);
        return;
      case 'unreachable':
        if (current.role === 'leader') handleUnreachable(current, input.peer);
        return;
      case 'transfer':
        if (current.role === 'leader') transfer(state, current, input.to);
        else state.out.push({ type: 'transfer-ended' });
        return;
      case 'campaign':
        if (current.role !== 'leader') campaign(state, false);
        return;
    }
  }

  #tickElectionTimer(): void {
    this.#state.timer.elapsed++;
    if (this.#state.timer.expired) preCampaign(this.#state);
  }

  #receive(from: NodeId, message: Message): void {
    const state = this.#state;
    switch (message.type) {
      case 'pre-vote-request':
        handlePreVoteRequest(state, from, message);
        return;
      case 'pre-vote-response':
        handlePreVoteResponse(state, from, message);
        return;
      case 'vote-request':
        handleVoteRequest(state, from, message);
        return;
      case 'append-request':
      case 'heartbeat-request':
      case 'timeout-now':
        this.#receiveFromLeader(from, message);
        return;
      case 'vote-response':
      case 'append-accepted':
      case 'append-rejected':
      case 'heartbeat-response':
        if (message.term > state.term) becomeFollower(state, message.term, null);
        else if (message.term === state.term) this.#receiveAnswer(from, message);
        return;
    }
  }

  #receiveFromLeader(from: NodeId, message: AppendRequest | HeartbeatRequest | TimeoutNow): void {
    const state = this.#state;
    if (message.term < state.term) {
      // The answer's term makes a leader of an earlier term step down, even one that no election ever reached.
      if (message.type !== 'timeout-now')
        state.out.send(from, { type: 'heartbeat-response', term: state.term, round: 0 });
      return;
    }
    this.#follow(from, message.term);
    switch (message.type) {
      case 'append-request':
        handleAppend(state, from, message);
        return;
      case 'heartbeat-request':
        handleHeartbeat(state, from, message);
        return;
      case 'timeout-now':
        campaign(state, true);
        return;
    }
  }

  #follow(leader: NodeId, term: Term): void {
    const state = this.#state;
    invariant(
      term > state.term || state.leader === null || state.leader === leader,
      `both ${state.leader ?? ''} and ${leader} lead term ${term}`,
    );
    becomeFollower(state, term, leader);
  }

  #receiveAnswer(from: NodeId, message: Message): void {
    const state = this.#state;
    if (message.type === 'vote-response') {
      handleVoteResponse(state, from, message);
      return;
    }
    if (state.current.role !== 'leader') return;
    const leadership = state.current;
    const progress = leadership.progress.get(from);
    invariant(progress !== undefined, `no progress is kept for ${from}`);
    if (message.type === 'append-accepted') handleAppendAccepted(state, leadership, from, progress, message);
    else if (message.type === 'append-rejected')
      handleAppendRejected(state, leadership, from, progress, message);
    else if (message.type === 'heartbeat-response')
      handleHeartbeatResponse(state, leadership, from, progress, message);
  }

  #compact(meta: SnapshotMeta): void {
    const state = this.#state;
    invariant(
      meta.index <= state.commit,
      `a snapshot at ${meta.index} is beyond the commit index ${state.commit}`,
    );
    if (meta.index <= this.snapshotIndex) return;
    state.snapshot = meta;
    const through = meta.index - state.config.keepEntries;
    if (through > state.log.base.index)
      state.out.push({ type: 'compact', through: state.log.compact(logIndex(through)) });
  }
}
