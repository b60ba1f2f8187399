import type { MembershipChange } from './membership-change.ts';
import type { Message } from './message.ts';
import type { Entry, LogIndex, NodeId, SnapshotMeta, Term } from './types.ts';

/** Everything that can happen to a node. One input is one call of `Raft.step`. */
export type Input =
  /** The smallest unit of time has passed. `now` is the time in milliseconds, where leases are used. */
  | { readonly type: 'tick'; readonly now?: number }
  /** `overloaded` says that so much waits to be applied here that a leader should take no commands of followers. */
  | {
      readonly type: 'receive';
      readonly from: NodeId;
      readonly message: Message;
      readonly overloaded?: boolean;
    }
  /** Clients want these commands in the log, in this order; all or none are taken, and none where `overloaded`. */
  | { readonly type: 'propose'; readonly commands: readonly Uint8Array[]; readonly overloaded?: boolean }
  /** Somebody wants to read; `id` is greater than every id before. `now` is the time in milliseconds, where leases are used. */
  | { readonly type: 'read'; readonly id: number; readonly now?: number }
  /** Everything up to and including this {@link PersistEffect.sequence} is durable. */
  | { readonly type: 'persisted'; readonly sequence: number }
  /** A `load-entries` for the same peer, from the same index, ended. `entries` is null where they are no longer stored. */
  | {
      readonly type: 'entries-loaded';
      readonly to: NodeId;
      readonly from: LogIndex;
      readonly entries: readonly Entry[] | null;
    }
  /** This node made a durable snapshot of its own state. */
  | { readonly type: 'snapshot-taken'; readonly meta: SnapshotMeta }
  /** A peer wants to send a snapshot; answered by a `snapshot-answer`. */
  | {
      readonly type: 'snapshot-offered';
      readonly from: NodeId;
      readonly term: Term;
      readonly meta: SnapshotMeta;
    }
  /** An accepted snapshot has arrived and is durable. */
  | { readonly type: 'snapshot-received'; readonly from: NodeId; readonly meta: SnapshotMeta }
  /** A `send-snapshot` ended. `meta` is what was sent; null where there was nothing to send. */
  | {
      readonly type: 'snapshot-sent';
      readonly to: NodeId;
      readonly meta: SnapshotMeta | null;
      readonly ok: boolean;
    }
  /** Messages to this peer were probably lost, or the way to it broke. */
  | { readonly type: 'unreachable'; readonly peer: NodeId }
  /** Change the members; answered by `membership-accepted` or `membership-refused`. */
  | { readonly type: 'change-membership'; readonly changes: readonly MembershipChange[] }
  /** Hand leadership over. */
  | { readonly type: 'transfer'; readonly to: NodeId }
  /** Stop leading: make the best follower campaign and do not wait for it. */
  | { readonly type: 'step-down' }
  /** Campaign now, without asking first whether it could succeed. */
  | { readonly type: 'campaign' }
  /** The leader is known to be gone: do not wait out the election timeout to hear a candidate. Ignored where leases rest on it. */
  | { readonly type: 'forget-leader' };
