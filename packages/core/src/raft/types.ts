declare const brand: unique symbol;

/** A period with at most one leader (Raft §5.1). Whole, 0 before the first election, never decreases. */
export type Term = number & { readonly [brand]: 'Term' };

/** A position in the replicated log. Whole; the first entry has index 1, 0 means "before the log". */
export type LogIndex = number & { readonly [brand]: 'LogIndex' };

/** The name of a node, unique within its cluster. */
export type NodeId = string & { readonly [brand]: 'NodeId' };

/** Asserts that `value` is a whole number that a {@link Term} can hold. */
export function term(value: number): Term {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a term: ${value}`);
  return value as Term;
}

/** Asserts that `value` is a whole number that a {@link LogIndex} can hold. */
export function logIndex(value: number): LogIndex {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a log index: ${value}`);
  return value as LogIndex;
}

const NODE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Says whether `value` may name a node: 1 to 63 letters, digits, dots, underscores and hyphens, a letter or digit first. */
export function isNodeId(value: string): value is NodeId {
  return NODE_ID.test(value);
}

/** Asserts that `value` may name a node; see {@link isNodeId}. */
export function nodeId(value: string): NodeId {
  if (!isNodeId(value)) throw new RangeError(`not a node id: ${JSON.stringify(value)}`);
  return value;
}

/** The index and term of one entry; two logs that share a position share everything before it (Raft §5.3). */
export interface LogPosition {
  readonly index: LogIndex;
  readonly term: Term;
}

/** Consecutive entries of one term: from `first` to just before the next run's first, or to the end. */
export interface TermRun {
  readonly first: LogIndex;
  readonly term: Term;
}

/** Entries right behind a log's base that a store holds and did not load, and what is known of them. */
export interface OmittedEntries {
  readonly through: LogIndex;
  /** Ascending; the first begins at the entry behind the base. */
  readonly terms: readonly TermRun[];
}

/** What a node lost that had a damaged log. */
export interface LostEntries {
  /** Entries that the node acknowledged in this and earlier terms may be missing at the end of its log. */
  readonly term: Term;
  /** Where its log ended, or null where nobody can tell. */
  readonly last: LogPosition | null;
}

/**
 * What an entry is for. `noop` opens a leader's term (Raft §5.4.2, thesis §6.4), `command` is for the state
 * machine, `configuration` is a {@link Configuration}.
 */
export type EntryKind = 'noop' | 'command' | 'configuration';

/** One entry of the replicated log. `data` is never changed once an entry exists; it is passed on as a view. */
export interface Entry extends LogPosition {
  readonly kind: EntryKind;
  readonly data: Uint8Array;
}

/** What a node must remember across restarts besides its log (Raft figure 2, "persistent state"). */
export interface HardState {
  readonly term: Term;
  /** The candidate that got this node's vote in `term`. */
  readonly votedFor: NodeId | null;
}

/** Who takes part: `voters` decide, `learners` only receive the log (thesis §4.2.1). Nobody is in both. */
export interface Membership {
  readonly voters: readonly NodeId[];
  readonly learners: readonly NodeId[];
}

/**
 * The members of a cluster, and where it stands on the way to others (thesis §4.3). It is in effect from the moment
 * its entry is in the log.
 *
 * - At rest: `outgoing` is empty and `target` null.
 * - Waiting: `target` is what was asked for; its new voters are learners until they have caught up.
 * - Joint: decisions take a majority of `voters` and a majority of `outgoing`, the voters being left behind. A learner
 *   may still be among `outgoing`: it stops voting when the joint configuration is left.
 */
export interface Configuration extends Membership {
  readonly outgoing: readonly NodeId[];
  readonly target: Membership | null;
  /** Where members are reached; a transport goes by this rather than by what else it was told. Not every member need be here. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** What a snapshot stands for: the state after applying every entry up to and including this position. */
export interface SnapshotMeta extends LogPosition {
  /** Names these very bytes: two nodes' snapshots of one position need not be the same bytes. See {@link isSnapshotId}. */
  readonly id: string;
  /** The configuration in effect at this position. */
  readonly configuration: Configuration;
}

const SNAPSHOT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Says whether `value` may name a snapshot: 1 to 128 letters, digits, dots, underscores and hyphens, a letter or digit first. */
export function isSnapshotId(value: string): boolean {
  return SNAPSHOT_ID.test(value);
}

/** What a node is at the moment (Raft figure 4; `pre-candidate` from thesis §9.6). */
export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';
