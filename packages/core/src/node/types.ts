import type { RaftError } from '../errors.ts';
import type { Clock, LogStore, Random, SnapshotStore, StateMachine, Transport } from '../ports/index.ts';
import type { IgnoredReason } from '../raft/effect.ts';
import type { RaftView } from '../raft/raft.ts';
import type { Configuration, LogIndex, LostEntries, NodeId, Role, Term } from '../raft/types.ts';

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
  /** Set while entries are missing that this node lost to damage: it follows, but does not campaign. */
  readonly lost: LostEntries | null;
  /** The voters and learners in effect; see `configuration` for the whole of it. */
  readonly voters: readonly NodeId[];
  readonly learners: readonly NodeId[];
  readonly configuration: Configuration;
  /** On the leader, every other member; otherwise empty. */
  readonly peers: readonly PeerStatus[];
}

/** Everything that can be seen of a node, for checks and pictures. */
export interface NodeInspection {
  readonly view: RaftView;
  readonly applied: LogIndex;
  /** The term of the entry at `index`, as far as it is in the log. */
  termAt(index: LogIndex): Term | undefined;
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
  /** The vote is durable. */
  | { readonly type: 'voted'; readonly term: Term; readonly candidate: NodeId }
  | { readonly type: 'truncated'; readonly term: Term; readonly from: LogIndex; readonly through: LogIndex }
  | { readonly type: 'snapshot-taken'; readonly index: LogIndex; readonly term: Term }
  /** There was no room to store a snapshot at `index`; another is tried in a second. */
  | { readonly type: 'snapshot-postponed'; readonly index: LogIndex; readonly error: Error }
  | { readonly type: 'snapshot-sent'; readonly to: NodeId; readonly index: LogIndex; readonly ok: boolean }
  | {
      readonly type: 'snapshot-installed';
      readonly from: NodeId;
      readonly index: LogIndex;
      readonly term: Term;
    }
  /** This configuration is in effect, though perhaps not committed, from `index` on. */
  | { readonly type: 'configuration'; readonly index: LogIndex; readonly configuration: Configuration }
  | { readonly type: 'transfer-started'; readonly to: NodeId }
  | { readonly type: 'transfer-ended' }
  /** How far things have come, on a leader its peers' as well; at most once a tick, and only when it changed. */
  | {
      readonly type: 'progress';
      readonly commit: LogIndex;
      readonly applied: LogIndex;
      readonly last: LogIndex;
      readonly peers: readonly PeerStatus[];
    }
  /** Something came in that no honest and up-to-date node sends; it changed nothing. */
  | { readonly type: 'ignored'; readonly from: NodeId; readonly reason: IgnoredReason }
  | { readonly type: 'failed'; readonly error: Error }
  | { readonly type: 'stopped' };

/** How a node is set up. All times are in milliseconds. */
export interface NodeOptions<Result> {
  readonly id: NodeId;
  /**
   * The voters that the cluster begins with, the same on each of them. What is stored counts for more: on a restart they
   * are not looked at. A node that is to be added to a cluster begins with nobody.
   */
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
  /** A snapshot is taken when this many entries were applied since the last one. Default 1,000,000. */
  readonly snapshotEveryEntries?: number;
  /**
   * A snapshot is also taken when so many bytes of commands were applied since the last one. Default: 64 MiB, or as many as
   * the last one has where that is more, so that snapshots about double what is written at most; a quarter more or less by
   * chance each time, so that members do not write theirs together.
   */
  readonly snapshotEveryBytes?: number;
  /** How fast a snapshot is sent to one follower, in bytes per second. Default: as fast as it takes it. */
  readonly snapshotBytesPerSecond?: number;
  /** So many entries stay in the log behind a snapshot for followers that are a little late. Default 1,000. */
  readonly keepEntries?: number;
  /** A leader keeps up to so many for a follower that answers and is later than that. Default 10,000. */
  readonly keepEntriesForSlow?: number;
  /**
   * Bytes of the log that are kept in memory, about; a follower that needs older entries gets them from the store. What is not
   * committed and durable yet comes on top. Default 32 MiB.
   */
  readonly maxLogMemoryBytes?: number;
  /** Bytes of commands in one message to a follower; a single longer command still travels, alone. Default 256 KiB. */
  readonly maxAppendBytes?: number;
  /** Proposals beyond so many bytes waiting for commit are refused with `busy`. Default 64 MiB. */
  readonly maxUncommittedBytes?: number;
  /** So are proposals, passed on by followers or not, while more bytes are committed and not applied here. Default 64 MiB. */
  readonly maxUnappliedBytes?: number;
  /** A longer command is refused with `invalid_argument`. Default 8 MiB. */
  readonly maxCommandBytes?: number;
  /**
   * Whether a follower passes proposals on to the leader, each at most once. Default false: they fail with `not_leader`. One
   * that was passed on and whose answer, leader or place in the log is lost fails with `not_leader` where it certainly was
   * not executed, and with `outcome_unknown` otherwise: at the latest after two election timeouts without any leader.
   */
  readonly forwardProposals?: boolean;
  /**
   * Lets a leader answer reads without asking a majority, for as long as nobody else can have been elected (thesis §6.4.1).
   * `maxClockDrift` is how much faster or slower than real time any node's monotonic clock may run, such as 0.05; reads
   * are stale if a clock does worse. All nodes of a cluster must have the same setting. Default: no leases.
   */
  readonly leases?: { readonly maxClockDrift: number };
  /** What a leader does once it is no longer a member: make its best follower campaign (the default), or merely stop. */
  readonly removedLeader?: 'hand-over' | 'step-down';
}
