import type { Entry, HardState, LogIndex, LogPosition, LostEntries, OmittedEntries } from '../raft/types.ts';

/** What a log store holds when a node starts. */
export interface StoredLog {
  readonly hardState: HardState;
  /** The position just before the first stored entry: where the log was compacted or reset to; index 0 for a whole log. */
  readonly base: LogPosition;
  /** Set where entries at the beginning were not loaded. */
  readonly omitted?: OmittedEntries;
  /** The stored entries, contiguous, from `base.index + 1` or from behind what is omitted. */
  readonly entries: readonly Entry[];
  /**
   * Set where entries were lost to damage. The node may follow, but must not campaign, and votes only for who holds what it
   * held, until its log holds an entry, or follows a snapshot, of a later term.
   */
  readonly lost?: LostEntries;
  /**
   * Entries that were saved from behind the damage, where it can be told what was there: ascending, the last one at
   * `lost.last`. Where one does not follow the one before it, or the log as it stood before the damage, those between are
   * missing, and all of them are of the term on both sides.
   */
  readonly salvaged?: readonly Entry[];
}

/** One write: both parts become durable together, or, after a crash, a prefix of "hard state, then entries" does. */
export interface LogWrite {
  readonly hardState: HardState | null;
  /**
   * Contiguous entries. They replace everything stored at and after the index of the first one. The first index is
   * at most one beyond the last stored entry.
   */
  readonly entries: readonly Entry[];
}

/**
 * A node's durable log, term and vote.
 *
 * Calls take effect in the order they were made, and their promises, but for those of `read`, settle in that order; a caller
 * need not wait for one before making the next, and an implementation makes everything that is waiting durable with one
 * sync.
 * A rejected promise is final: the store accepts nothing afterwards, and the node stops.
 */
export interface LogStore {
  /**
   * Reads what is stored. Called once, before anything else. Of entries up to `omitThrough` only the terms are needed; a
   * store need not load more.
   */
  load(omitThrough?: LogIndex): Promise<StoredLog>;
  /**
   * Reads entries from `from` on, through `through`, until their data exceed `maxBytes`; the first is always among them.
   * Null where they were compacted away or replaced. Only for entries whose `append` has resolved.
   */
  read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null>;
  /** Resolves when `write` would survive a crash. */
  append(write: LogWrite): Promise<void>;
  /** Forgets entries up to and including `through`; a durable snapshot stands for them. Some of them may stay stored. */
  compact(through: LogPosition): Promise<void>;
  /** Replaces the whole log by an empty one that begins after `base`, keeping term and vote. */
  reset(base: LogPosition): Promise<void>;
  /**
   * Whether space for more than the log has is about to run out: a node takes no commands then. What it must append all
   * the same still finds room. Default: it never is.
   */
  isSpaceLow?(): boolean;
  /** Makes everything durable and releases the store. Safe to call twice. */
  close(): Promise<void>;
}
