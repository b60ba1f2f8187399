import type { Message } from './message.ts';
import type { Entry, HardState, LogIndex, LogPosition, NodeId, Role, SnapshotMeta, Term } from './types.ts';

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
  /** The log up to `through` is no longer needed. */
  | { readonly type: 'compact'; readonly through: LogPosition }
  /** Send the newest snapshot; answer with `snapshot-sent`. */
  | { readonly type: 'send-snapshot'; readonly to: NodeId; readonly term: Term }
  /** Whether an offered snapshot is wanted. */
  | { readonly type: 'snapshot-answer'; readonly accepted: boolean }
  /** The commands of this step's `propose` got consecutive indices from `first`. */
  | { readonly type: 'proposed'; readonly first: LogIndex; readonly term: Term }
  | { readonly type: 'refused'; readonly reason: 'not_leader' | 'busy'; readonly leader: NodeId | null }
  /** The read `id`, and every one before it, may be answered from a state that has applied `index`. */
  | { readonly type: 'read-ready'; readonly id: number; readonly index: LogIndex }
  /** The reads up to `id` that are not answered cannot be. */
  | { readonly type: 'reads-refused'; readonly id: number; readonly leader: NodeId | null }
  /** A `transfer` ended, for better or worse. */
  | { readonly type: 'transfer-ended' }
  /** For those who watch: */
  | { readonly type: 'role'; readonly role: Role; readonly term: Term; readonly leader: NodeId | null }
  | { readonly type: 'voted'; readonly term: Term; readonly candidate: NodeId }
  | { readonly type: 'truncated'; readonly term: Term; readonly from: LogIndex; readonly through: LogIndex };
