import type { RaftError } from '../errors.ts';
import type { Clock, LogStore, Random, SnapshotStore, StateMachine, Transport } from '../ports/index.ts';
import type { LogIndex, NodeId, Role, Term } from '../raft/types.ts';

/** What became of a proposed command. `result` is what the state machine answered. */
export type ProposalOutcome<Result> =
  | { readonly ok: true; readonly index: LogIndex; readonly result: Result }
  | { readonly ok: false; readonly error: RaftError };

/** What became of a linearizable read: once `ok`, the local state machine may be read. */
export type ReadOutcome =
  { readonly ok: true; readonly applied: LogIndex } | { readonly ok: false; readonly error: RaftError };

/** How far one follower's log is known to agree with the leader's. */
export interface PeerStatus {
  readonly id: NodeId;
  readonly match: LogIndex;
  readonly state: 'probe' | 'replicate' | 'snapshot';
  readonly recentlyActive: boolean;
}

/** A node at a glance. `snapshot <= applied <= commit <= last` always holds. */
export interface NodeStatus {
  readonly id: NodeId;
  readonly role: Role;
  readonly term: Term;
  readonly leader: NodeId | null;
  readonly snapshot: LogIndex;
  readonly applied: LogIndex;
  readonly commit: LogIndex;
  readonly last: LogIndex;
  readonly voters: readonly NodeId[];
  /** On the leader, every other member; otherwise empty. */
  readonly peers: readonly PeerStatus[];
}

/** What happens on a node, as it happens; for logs, metrics and pictures. */
export type NodeEvent =
  | {
      readonly type: 'started';
      readonly term: Term;
      readonly votedFor: NodeId | null;
      readonly last: LogIndex;
      readonly snapshot: LogIndex;
    }
  | { readonly type: 'role'; readonly role: Role; readonly term: Term; readonly leader: NodeId | null }
  | { readonly type: 'voted'; readonly term: Term; readonly candidate: NodeId }
  | { readonly type: 'truncated'; readonly term: Term; readonly from: LogIndex; readonly through: LogIndex }
  | { readonly type: 'snapshot-taken'; readonly index: LogIndex; readonly term: Term }
  | { readonly type: 'snapshot-sent'; readonly to: NodeId; readonly index: LogIndex; readonly ok: boolean }
  | {
      readonly type: 'snapshot-installed';
      readonly from: NodeId;
      readonly index: LogIndex;
      readonly term: Term;
    }
  | { readonly type: 'failed'; readonly error: Error }
  | { readonly type: 'stopped' };

/** How a node is set up. All times are in milliseconds. */
export interface NodeOptions<Result> {
  readonly id: NodeId;
  /** The voting members, this node among them. */
  readonly voters: readonly NodeId[];
  readonly logStore: LogStore;
  readonly snapshotStore: SnapshotStore;
  readonly transport: Transport;
  readonly stateMachine: StateMachine<Result>;
  readonly clock: Clock;
  readonly random: Random;
  /** Hears every event from the very first, `started`, on; `subscribe` only what comes later. */
  readonly onEvent?: (event: NodeEvent) => void;
  /** Between two heartbeats of a leader. Default 100. */
  readonly heartbeatMs?: number;
  /** A follower that hears nothing for this long, up to twice as long by chance, campaigns. Default 500. */
  readonly electionTimeoutMs?: number;
  /** A snapshot is taken when this many entries were applied since the last one. Default 10,000. */
  readonly snapshotEveryEntries?: number;
  /** So many entries stay in the log behind a snapshot for followers that are a little late. Default 1,000. */
  readonly keepEntries?: number;
  /** Proposals beyond so many bytes waiting for commit are refused with `busy`. Default 64 MiB. */
  readonly maxUncommittedBytes?: number;
}
