import type { Message } from './message.ts';
import type {
  Configuration,
  Entry,
  HardState,
  LogIndex,
  LogPosition,
  Membership,
  NodeId,
  Role,
  SnapshotMeta,
  Term,
} from './types.ts';

/**
 * Make this durable; answer with `persisted`. Sequences grow by one. The entries replace everything at and after the
 * index of the first one.
 */
export interface PersistEffect {
  readonly type: 'persist';
  readonly sequence: number;
  readonly hardState: HardState | null;
  readonly entries: readonly Entry[];
}

/** Send once everything up to sequence `after` is durable; 0 means at once. */
export interface SendEffect {
  readonly type: 'send';
  readonly to: NodeId;
  readonly message: Message;
  readonly after: number;
}

/**
 * Read durable entries that memory no longer holds, for a follower: from `from` on, through `through`, until their data exceed
 * `maxBytes`. Answer with `entries-loaded`.
 */
export interface LoadEntriesEffect {
  readonly type: 'load-entries';
  readonly to: NodeId;
  readonly from: LogIndex;
  readonly through: LogIndex;
  readonly maxBytes: number;
}

/**
 * Read durable entries as for {@link LoadEntriesEffect}, and send those of `entriesTerm` to a peer that lost them, in an
 * `entries-response`; where there are none, nothing.
 */
export interface GiveEntriesEffect {
  readonly type: 'give-entries';
  readonly to: NodeId;
  readonly from: LogIndex;
  readonly through: LogIndex;
  readonly entriesTerm: Term;
  readonly maxBytes: number;
}

/** What a node must do, in this order, as far as the order matters to it. */
export type Effect =
  | PersistEffect
  /** Replace log and state by this received snapshot; answer with `persisted` of its sequence. */
  | {
      readonly type: 'install';
      readonly sequence: number;
      readonly from: NodeId;
      readonly meta: SnapshotMeta;
    }
  | SendEffect
  /** These entries are committed. Apply them in this order. */
  | { readonly type: 'apply'; readonly entries: readonly Entry[] }
  | LoadEntriesEffect
  | GiveEntriesEffect
  /** The log up to `through` is no longer needed. */
  | { readonly type: 'compact'; readonly through: LogPosition }
  /** Send the newest snapshot; answer with `snapshot-sent`. */
  | { readonly type: 'send-snapshot'; readonly to: NodeId; readonly term: Term }
  /** Whether an offered snapshot is wanted. */
  | { readonly type: 'snapshot-answer'; readonly accepted: boolean }
  /** The commands of this step's `propose` got consecutive indices from `first`. */
  | { readonly type: 'proposed'; readonly first: LogIndex; readonly term: Term }
  | { readonly type: 'refused'; readonly reason: 'not_leader' | 'busy'; readonly leader: NodeId | null }
  /** The commands of this step's `propose` went to the leader; what comes of them is told by `id`. */
  | { readonly type: 'forwarded'; readonly id: number }
  | {
      readonly type: 'forward-ended';
      readonly id: number;
      readonly outcome:
        | { readonly type: 'appended'; readonly first: LogIndex; readonly term: Term }
        | { readonly type: 'refused' }
        /** No answer came: the commands may be in the leader's log or not. */
        | { readonly type: 'unknown' };
    }
  /** The change of the members begins with the entry at `index`. */
  | { readonly type: 'membership-accepted'; readonly index: LogIndex; readonly membership: Membership }
  | { readonly type: 'membership-refused'; readonly reason: MembershipRefusal; readonly message: string }
  /** The read `id` may be answered from a state that has applied `index`. */
  | { readonly type: 'read-ready'; readonly id: number; readonly index: LogIndex }
  /** The reads up to `id` that are not answered cannot be. */
  | { readonly type: 'reads-refused'; readonly id: number; readonly leader: NodeId | null }
  /** A `transfer` ended, for better or worse. */
  | { readonly type: 'transfer-ended' }
  /** This configuration is in effect from now on. `index` is where it stands in the log, or the snapshot's. */
  | { readonly type: 'configuration'; readonly index: LogIndex; readonly configuration: Configuration }
  /** For those who watch: */
  | { readonly type: 'role'; readonly role: Role; readonly term: Term; readonly leader: NodeId | null }
  | { readonly type: 'voted'; readonly term: Term; readonly candidate: NodeId }
  | { readonly type: 'truncated'; readonly term: Term; readonly from: LogIndex; readonly through: LogIndex }
  /** Something was received that no honest and up-to-date node sends, and was not acted upon. */
  | { readonly type: 'ignored'; readonly from: NodeId; readonly reason: IgnoredReason };

/**
 * Why a change of the members was refused.
 *
 * - `not_leader`: only a leader can change them.
 * - `in_progress`: another change is not over, or this leader's term has not committed anything yet.
 * - `invalid`: the change makes no sense as the members are.
 * - `quorum_at_risk`: so many of the voters to be are silent that nothing could be decided afterwards.
 */
export type MembershipRefusal = 'not_leader' | 'in_progress' | 'invalid' | 'quorum_at_risk';

/**
 * Why something received was ignored.
 *
 * - `impossible`: it contradicts itself, or its term is one that no elections can have led to.
 * - `unknown_peer`: an answer from a node that is not a member.
 * - `second_leader`: its sender claims to lead a term that another node leads.
 * - `conflicts_with_commit`: it contradicts what is committed.
 * - `beyond_log`: it speaks of entries that cannot exist.
 * - `repeated`: a request that came before.
 */
export type IgnoredReason =
  'impossible' | 'unknown_peer' | 'second_leader' | 'conflicts_with_commit' | 'beyond_log' | 'repeated';
