import type { Entry, LogIndex, LogPosition, Term } from './types.ts';

/**
 * Asks whether an election could be won, without disturbing anybody's term (thesis §9.6). `term` is the term
 * the sender would campaign in, one above its own.
 */
export interface PreVoteRequest {
  readonly type: 'pre-vote-request';
  readonly term: Term;
  readonly last: LogPosition;
}

/** `term` is the term asked about when granted, and the answering node's own term when refused. */
export interface PreVoteResponse {
  readonly type: 'pre-vote-response';
  readonly term: Term;
  readonly granted: boolean;
}

/** RequestVote (Raft figure 2). `transfer` marks an election that the leader itself asked for (thesis §3.10). */
export interface VoteRequest {
  readonly type: 'vote-request';
  readonly term: Term;
  readonly last: LogPosition;
  readonly transfer: boolean;
}

export interface VoteResponse {
  readonly type: 'vote-response';
  readonly term: Term;
  readonly granted: boolean;
}

/** AppendEntries with entries, or empty as a probe for the point where two logs agree (Raft figure 2). */
export interface AppendRequest {
  readonly type: 'append-request';
  readonly term: Term;
  readonly previous: LogPosition;
  readonly entries: readonly Entry[];
  readonly commit: LogIndex;
  /** The leader's newest read round, see {@link HeartbeatRequest}. */
  readonly round: number;
}

/** The follower's log agrees with the leader's up to `match`, and is durable up to there. */
export interface AppendAccepted {
  readonly type: 'append-accepted';
  readonly term: Term;
  readonly match: LogIndex;
  readonly round: number;
}

/**
 * The follower has no entry at `previous`, or one of another term. `hint` is the last position at which its log
 * can still agree with the leader's, so that one answer skips a whole term (Raft §5.3, last paragraph).
 */
export interface AppendRejected {
  readonly type: 'append-rejected';
  readonly term: Term;
  readonly previous: LogIndex;
  readonly hint: LogPosition;
  readonly round: number;
}

/**
 * Says that the leader lives. `commit` never exceeds what the leader knows this follower to hold. `round` numbers
 * the leader's read confirmations; the follower echoes it, and an echo of round r confirms every read that was
 * registered in round r or before (thesis §6.4).
 */
export interface HeartbeatRequest {
  readonly type: 'heartbeat-request';
  readonly term: Term;
  readonly commit: LogIndex;
  readonly round: number;
}

export interface HeartbeatResponse {
  readonly type: 'heartbeat-response';
  readonly term: Term;
  readonly round: number;
}

/**
 * The leader asks the receiver to campaign at once (thesis §3.10), if its log reaches `last`: what the leader's log ended
 * with when it handed over.
 */
export interface TimeoutNow {
  readonly type: 'timeout-now';
  readonly term: Term;
  readonly last: LogPosition;
}

/**
 * Names a request of one node for good: `incarnation` is drawn anew at each of its starts, `id` grows from one request
 * to the next and is never used again, not even by a retry.
 */
export interface RequestName {
  readonly incarnation: number;
  readonly id: number;
}

/** A follower asks the leader of `term` up to where its own state must have applied the log to be read (thesis §6.4). */
export interface ReadRequest extends RequestName {
  readonly type: 'read-request';
  readonly term: Term;
}

/** The read may be answered from a state that has applied `index`. */
export interface ReadResponse extends RequestName {
  readonly type: 'read-response';
  readonly term: Term;
  readonly index: LogIndex;
}

/** A follower passes commands on to the leader of `term`, which takes each request at most once. */
export interface ProposeRequest extends RequestName {
  readonly type: 'propose-request';
  readonly term: Term;
  readonly commands: readonly Uint8Array[];
}

/** The commands got consecutive indices from `first` in `term`. */
export interface ProposeAccepted extends RequestName {
  readonly type: 'propose-accepted';
  readonly term: Term;
  readonly first: LogIndex;
}

/** Nothing was appended: too much waits already, or leadership is being handed over. */
export interface ProposeRefused extends RequestName {
  readonly type: 'propose-refused';
  readonly term: Term;
}

/** A node that lost entries to damage asks for those from `from` through `through`, all of them of `entriesTerm`. */
export interface EntriesRequest {
  readonly type: 'entries-request';
  readonly term: Term;
  readonly from: LogIndex;
  readonly through: LogIndex;
  readonly entriesTerm: Term;
}

/** Some of the entries that were asked for, from `from` on. */
export interface EntriesResponse {
  readonly type: 'entries-response';
  readonly term: Term;
  readonly from: LogIndex;
  readonly entries: readonly Entry[];
}

/** Everything peers say to each other, apart from snapshots, which have a channel of their own. */
export type Message =
  | PreVoteRequest
  | PreVoteResponse
  | VoteRequest
  | VoteResponse
  | AppendRequest
  | AppendAccepted
  | AppendRejected
  | HeartbeatRequest
  | HeartbeatResponse
  | TimeoutNow
  | ReadRequest
  | ReadResponse
  | ProposeRequest
  | ProposeAccepted
  | ProposeRefused
  | EntriesRequest
  | EntriesResponse;
