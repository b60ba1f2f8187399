import {
  handlePreVoteRequest,
  handlePreVoteResponse,
  handleVoteRequest,
  handleVoteResponse,
  campaign,
} from './election.ts';
import { becomeFollower, handleAppend, handleHeartbeat } from './follower.ts';
import { handleProposeAnswer, handleProposeRequest, handleReadResponse } from './forwarding.ts';
import { handleAppendAccepted, handleAppendRejected, handleHeartbeatResponse } from './leader.ts';
import type { Leadership } from './leadership.ts';
import type {
  AppendAccepted,
  AppendRejected,
  AppendRequest,
  HeartbeatRequest,
  HeartbeatResponse,
  Message,
  ProposeRequest,
  ReadRequest,
  TimeoutNow,
} from './message.ts';
import { handleReadRequest } from './read-index.ts';
import { handleEntriesRequest, handleEntriesResponse } from './restoration.ts';
import type { RaftState } from './state.ts';
import type { LogPosition, NodeId, Term } from './types.ts';

/** Requests are heard whoever asks: a node may be asked before it knows the configuration that the asker is in. */
export function receive(state: RaftState, from: NodeId, message: Message): void {
  switch (message.type) {
    case 'pre-vote-request':
      handlePreVoteRequest(state, from, message);
      return;
    case 'pre-vote-response':
      if (message.term > state.term && !message.granted) learnTerm(state, from, message.term);
      else if (state.peers.includes(from)) handlePreVoteResponse(state, from, message);
      else state.ignore(from, 'unknown_peer');
      return;
    case 'vote-request':
      handleVoteRequest(state, from, message);
      return;
    case 'append-request':
    case 'heartbeat-request':
    case 'timeout-now':
      receiveFromLeader(state, from, message);
      return;
    case 'vote-response':
    case 'append-accepted':
    case 'append-rejected':
    case 'heartbeat-response':
    case 'read-response':
    case 'propose-accepted':
    case 'propose-refused':
      if (message.term === state.term) receiveAnswer(state, from, message);
      else if (message.term > state.term) learnTerm(state, from, message.term);
      return;
    case 'entries-request':
      handleEntriesRequest(state, from, message);
      return;
    case 'entries-response':
      handleEntriesResponse(state, from, message);
      return;
    case 'read-request':
    case 'propose-request':
      if (state.current.role === 'leader' && message.term === state.term)
        receiveRequest(state, state.current, from, message);
      return;
  }
}

/** A member's answer may tell of a newer term; whoever was removed cannot make anybody step down (thesis §4.2.3). */
function learnTerm(state: RaftState, from: NodeId, term: Term): void {
  if (state.peers.includes(from)) becomeFollower(state, term, null);
  else state.ignore(from, 'unknown_peer');
}

function receiveRequest(
  state: RaftState,
  leadership: Leadership,
  from: NodeId,
  message: ReadRequest | ProposeRequest,
): void {
  if (!state.peers.includes(from)) state.ignore(from, 'unknown_peer');
  else if (message.type === 'read-request') handleReadRequest(state, leadership, from, message);
  else handleProposeRequest(state, leadership, from, message);
}

function receiveFromLeader(
  state: RaftState,
  from: NodeId,
  message: AppendRequest | HeartbeatRequest | TimeoutNow,
): void {
  if (message.term < state.term) {
    // The answer's term makes a leader of an earlier term step down, even one that no election ever reached.
    if (message.type !== 'timeout-now')
      state.out.send(from, { type: 'heartbeat-response', term: state.term, round: 0 });
    return;
  }
  if (!follow(state, from, message.term)) return;
  switch (message.type) {
    case 'append-request':
      handleAppend(state, from, message);
      return;
    case 'heartbeat-request':
      handleHeartbeat(state, from, message);
      return;
    case 'timeout-now':
      // A node that has yet to receive, or to store, what the leader has could not win, or must not lead.
      if (state.mayCampaign && holdsDurably(state, message.last)) campaign(state, true);
      return;
  }
}

function holdsDurably({ log, durability }: RaftState, position: LogPosition): boolean {
  return log.contains(position) && durability.index >= position.index;
}

/** Follows the leader of a term; a term has but one. */
export function follow(state: RaftState, leader: NodeId, term: Term): boolean {
  if (term === state.term && state.leader !== null && state.leader !== leader) {
    state.ignore(leader, 'second_leader');
    return false;
  }
  becomeFollower(state, term, leader);
  return true;
}

function receiveAnswer(state: RaftState, from: NodeId, message: Answer): void {
  switch (message.type) {
    case 'vote-response':
      if (state.peers.includes(from)) handleVoteResponse(state, from, message);
      else state.ignore(from, 'unknown_peer');
      return;
    case 'read-response':
    case 'propose-accepted':
    case 'propose-refused':
      // Only the leader of the term was asked.
      if (from !== state.leader) state.ignore(from, 'second_leader');
      else if (message.type === 'read-response') handleReadResponse(state, message);
      else handleProposeAnswer(state, message);
      return;
    case 'append-accepted':
    case 'append-rejected':
    case 'heartbeat-response':
      if (state.current.role === 'leader') receiveFromFollower(state, state.current, from, message);
      return;
  }
}

function receiveFromFollower(
  state: RaftState,
  leadership: Leadership,
  from: NodeId,
  message: AppendAccepted | AppendRejected | HeartbeatResponse,
): void {
  const progress = leadership.progress.get(from);
  if (progress === undefined) {
    state.ignore(from, 'unknown_peer');
    return;
  }
  if (message.round > leadership.reads.round) {
    state.ignore(from, 'impossible');
    return;
  }
  switch (message.type) {
    case 'append-accepted':
      handleAppendAccepted(state, leadership, from, progress, message);
      return;
    case 'append-rejected':
      handleAppendRejected(state, leadership, from, progress, message);
      return;
    case 'heartbeat-response':
      handleHeartbeatResponse(state, leadership, from, progress, message);
      return;
  }
}

type Answer = Extract<
  Message,
  {
    readonly type:
      | 'vote-response'
      | 'append-accepted'
      | 'append-rejected'
      | 'heartbeat-response'
      | 'read-response'
      | 'propose-accepted'
      | 'propose-refused';
  }
>;
