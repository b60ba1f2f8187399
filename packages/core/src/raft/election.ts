import { becomeFollower } from './follower.ts';
import { invariant } from './invariant.ts';
import { becomeLeader } from './leader.ts';
import type { PreVoteRequest, PreVoteResponse, VoteRequest, VoteResponse } from './message.ts';
import { tally } from './quorum.ts';
import type { RaftState, Votes } from './state.ts';
import { term, type NodeId } from './types.ts';

/** Asks whether an election could be won, so that a node that cannot win disturbs nobody (thesis §9.6). */
export function preCampaign(state: RaftState): void {
  state.timer.redraw();
  const votes: Votes = new Map([[state.id, true]]);
  state.setRole({ role: 'pre-candidate', votes }, null);
  const request = { type: 'pre-vote-request', term: term(state.term + 1), last: state.log.last } as const;
  for (const peer of state.peers) state.out.send(peer, request);
  tallyPreVotes(state, votes);
}

/** Stands for election in a new term (Raft §5.2). */
export function campaign(state: RaftState, isTransfer: boolean): void {
  invariant(state.mayCampaign, `${state.id} is no voter and cannot campaign`);
  state.timer.redraw();
  state.setHardState({ term: term(state.term + 1), votedFor: state.id });
  state.setRole({ role: 'candidate', votes: new Map(), ownVote: state.durability.next }, null);
  state.out.push({ type: 'voted', term: state.term, candidate: state.id });
  // The request describes this log and this vote, so both must outlive a crash before anybody grants it.
  const request = {
    type: 'vote-request',
    term: state.term,
    last: state.log.last,
    transfer: isTransfer,
  } as const;
  for (const peer of state.peers) state.out.promise(peer, request);
}

/** Counts a candidate's vote for itself, once that vote is durable. */
export function countOwnVote(state: RaftState): void {
  if (state.current.role !== 'candidate' || !state.durability.isDurable(state.current.ownVote)) return;
  state.current.votes.set(state.id, true);
  tallyVotes(state, state.current.votes);
}

export function handlePreVoteRequest(state: RaftState, from: NodeId, request: PreVoteRequest): void {
  const canWin = request.term > state.term && !state.hasLiveLeader && state.log.isUpToDate(request.last);
  const granted = state.maySupport(request.last) && canWin;
  // A refusal teaches the own term: a node that is behind would otherwise ask in vain for ever.
  state.out.send(from, { type: 'pre-vote-response', term: granted ? request.term : state.term, granted });
}

export function handlePreVoteResponse(state: RaftState, from: NodeId, response: PreVoteResponse): void {
  if (state.current.role !== 'pre-candidate') return;
  if (response.granted && response.term !== state.term + 1) return;
  state.current.votes.set(from, response.granted);
  tallyPreVotes(state, state.current.votes);
}

/** RequestVote, receiver (Raft figure 2). A node that hears a living leader does not listen (thesis §4.2.3). */
export function handleVoteRequest(state: RaftState, from: NodeId, request: VoteRequest): void {
  // However it came to know of this term: whoever hears a leader owes it silence.
  const mayListen = request.transfer || !state.hasLiveLeader;
  if (request.term > state.term && mayListen) becomeFollower(state, request.term, null);
  const free = state.hardState.votedFor === null || state.hardState.votedFor === from;
  const standing = state.current.role === 'candidate' || state.current.role === 'leader';
  const mayVote = mayListen && state.maySupport(request.last);
  const wanted = request.term === state.term && !standing && free && mayVote;
  const granted = wanted && state.log.isUpToDate(request.last);
  if (granted) grantVote(state, from);
  state.out.promise(from, { type: 'vote-response', term: state.term, granted });
}

function grantVote(state: RaftState, candidate: NodeId): void {
  state.timer.redraw();
  state.setRole({ role: 'follower' }, state.leader);
  if (state.hardState.votedFor === candidate) return;
  state.setHardState({ term: state.term, votedFor: candidate });
  state.out.push({ type: 'voted', term: state.term, candidate });
}

export function handleVoteResponse(state: RaftState, from: NodeId, response: VoteResponse): void {
  if (state.current.role !== 'candidate' || response.term !== state.term) return;
  state.current.votes.set(from, response.granted);
  tallyVotes(state, state.current.votes);
}

function tallyPreVotes(state: RaftState, votes: Votes): void {
  const result = tally(state.configuration, votes);
  if (result === 'won') campaign(state, false);
  else if (result === 'lost') becomeFollower(state, state.term, null);
}

function tallyVotes(state: RaftState, votes: Votes): void {
  const result = tally(state.configuration, votes);
  if (result === 'won') becomeLeader(state);
  else if (result === 'lost') becomeFollower(state, state.term, null);
}
