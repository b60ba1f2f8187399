import type { RaftConfig } from './config.ts';
import { ConfigurationHistory } from './configuration-history.ts';
import { isVoter, membersOf } from './configuration.ts';
import { Durability } from './durability.ts';
import { ElectionTimer } from './election-timer.ts';
import { invariant } from './invariant.ts';
import type { Leadership } from './leadership.ts';
import { RaftLog } from './log.ts';
import { stillLost } from './lost-entries.ts';
import type { IgnoredReason } from './effect.ts';
import { Outbox } from './outbox.ts';
import { Requests } from './requests.ts';
import {
  logIndex,
  term,
  type Configuration,
  type Entry,
  type HardState,
  type LogIndex,
  type LogPosition,
  type LostEntries,
  type NodeId,
  type OmittedEntries,
  type SnapshotMeta,
  type Term,
} from './types.ts';

/** What a node remembers from before its start. */
export interface Restored {
  readonly hardState: HardState;
  readonly base: LogPosition;
  /** Set where entries behind the base were not loaded; none of them is after the snapshot. */
  readonly omitted?: OmittedEntries;
  readonly entries: readonly Entry[];
  /** The snapshot that the state machine was restored from; the log holds its position, or begins after it. */
  readonly snapshot: SnapshotMeta | null;
  /** Set where the log was damaged, and lacks what it held. */
  readonly lost?: LostEntries;
  /** Entries that were saved from behind the damage; see `StoredLog`. */
  readonly salvaged?: readonly Entry[];
}

/** The state of a node that was never started before. */
export const BLANK: Restored = {
  hardState: { term: term(0), votedFor: null },
  base: { index: logIndex(0), term: term(0) },
  entries: [],
  snapshot: null,
};

/** Votes gathered so far, one's own among them. */
export type Votes = Map<NodeId, boolean>;

/** What a node is, with what it knows only as such. */
export type RoleState =
  | { readonly role: 'follower' }
  | { readonly role: 'pre-candidate'; readonly votes: Votes }
  /** `ownVote` is the write that makes the vote for itself durable; it counts from then on. */
  | { readonly role: 'candidate'; readonly votes: Votes; readonly ownVote: number }
  | Leadership;

/** Everything a node knows: Raft's figure 2, and the effects of the step at hand. */
export class RaftState {
  readonly config: RaftConfig;
  readonly log: RaftLog;
  readonly durability: Durability;
  readonly timer: ElectionTimer;
  readonly out: Outbox;
  readonly requests: Requests;
  hardState: HardState;
  snapshot: SnapshotMeta | null;
  commit: LogIndex;
  current: RoleState = { role: 'follower' };
  /** The leader of the current term, where known. */
  leader: NodeId | null = null;
  /** The time of the newest tick, in milliseconds, where it was told. */
  nowMs = Number.NaN;
  /** Whether too much waits to be applied here, as the step at hand was told: no commands are taken then. */
  overloaded = false;
  /** Ticks since a leader was last heard from; infinite for one that is known to be gone. */
  #ticksSinceLeader: number;
  /** Whether the way to the leader broke after it was last heard. */
  #lostLeader = false;
  readonly #configurations: ConfigurationHistory;
  #peers: readonly NodeId[] = [];
  #announcedTerm: Term;
  #lost: LostEntries | null;
  #salvaged: readonly Entry[];

  constructor(config: RaftConfig, restored: Restored) {
    const { snapshot, entries } = restored;
    this.config = config;
    this.log = new RaftLog(restored.base, entries, restored.omitted);
    this.hardState = restored.hardState;
    this.#announcedTerm = restored.hardState.term;
    this.snapshot = snapshot;
    this.#lost = stillLost(restored.lost ?? null, this.log.last);
    this.#salvaged = restored.salvaged ?? [];
    this.commit = snapshot?.index ?? logIndex(0);
    invariant(
      this.log.lastOutOfMemory <= this.commit,
      `entries up to ${this.log.lastOutOfMemory} were not loaded, the snapshot is at ${this.commit}`,
    );
    invariant(
      this.log.base.index <= this.commit,
      `the log begins after ${this.log.base.index}, beyond the snapshot at ${this.commit}`,
    );
    invariant(
      snapshot === null || this.log.contains(snapshot),
      `the log does not hold the snapshot's position ${this.commit}`,
    );
    invariant(
      this.log.last.term <= this.hardState.term,
      `the log reaches term ${this.log.last.term}, the hard state only ${this.hardState.term}`,
    );
    this.#configurations = new ConfigurationHistory(
      snapshot?.configuration ?? config.bootstrap,
      this.commit,
      entries,
    );
    this.#noteMembers();
    // A leader's lease may rest on this node's silence; it does not remember whether it promised any (thesis §6.4.1).
    this.#ticksSinceLeader = config.leaseMs === null ? Number.POSITIVE_INFINITY : 0;
    this.durability = new Durability(this.log.last.index);
    this.timer = new ElectionTimer(config.seed);
    this.out = new Outbox(this.durability, this.log);
    this.requests = new Requests(config.seed);
  }

  get id(): NodeId {
    return this.config.id;
  }

  get term(): Term {
    return this.hardState.term;
  }

  /** The configuration in effect. */
  get configuration(): Configuration {
    return this.#configurations.current;
  }

  /** Where the configuration in effect stands in the log. */
  get configurationIndex(): LogIndex {
    return this.#configurations.index;
  }

  /** The configuration that was in effect when the log ended at `index`, which is not before the newest snapshot. */
  configurationAt(index: LogIndex): Configuration {
    return this.#configurations.at(index);
  }

  /** All members but this node. */
  get peers(): readonly NodeId[] {
    return this.#peers;
  }

  /** What this node lost to damage and still misses; null where nothing. */
  get lost(): LostEntries | null {
    return this.#lost;
  }

  /** Entries that were saved from behind the damage; none once nothing is missing. */
  get salvaged(): readonly Entry[] {
    return this.#salvaged;
  }

  /**
   * Whether this node lacks nothing that it may have acknowledged. One that lost entries of terms up to some term must let
   * others elect a leader of a later one: that leader holds whatever was committed with this node's help (leader completeness,
   * Raft §5.4.3), and so does whoever holds the first entry of the leader's term (log matching, §5.3).
   */
  get #isWhole(): boolean {
    return this.#lost === null;
  }

  /**
   * Whether a candidate with this log may have the vote of a node that lost entries: as if it had them still, so only where
   * it is known how far they reached (the election restriction, Raft §5.4.1).
   */
  maySupport(candidate: LogPosition): boolean {
    if (this.#lost === null) return true;
    const { last } = this.#lost;
    if (last === null) return false;
    return candidate.term > last.term || (candidate.term === last.term && candidate.index >= last.index);
  }

  /**
   * Whether this node may stand for election: as a voter, or as one that a configuration removes which may not have
   * committed. In that case it may be the only one that holds the configuration's entry (thesis §4.2.2).
   */
  get mayCampaign(): boolean {
    if (!this.#isWhole) return false;
    if (isVoter(this.configuration, this.id)) return true;
    const { previous } = this.#configurations;
    return this.configurationIndex > this.commit && previous !== null && isVoter(previous, this.id);
  }

  /** Puts new entries at the end of the log and on their way to the disk. */
  appendToLog(entries: readonly Entry[]): void {
    this.log.append(entries);
    this.#regain();
    this.out.persistEntries(entries);
    if (this.#configurations.append(entries)) this.#announceConfiguration();
  }

  /** Removes what a leader's log does not hold. */
  truncateLog(from: LogIndex): void {
    invariant(from > this.commit, `entry ${from} is committed, it cannot be removed`);
    const through = this.log.last.index;
    this.log.truncateFrom(from);
    this.durability.truncated(from);
    this.out.push({ type: 'truncated', term: this.term, from, through });
    if (this.#configurations.truncateFrom(from)) this.#announceConfiguration();
  }

  /** Puts a snapshot in the place of the log. */
  resetLog(meta: SnapshotMeta): void {
    this.log.reset(meta);
    this.#regain();
    this.snapshot = meta;
    this.commit = meta.index;
    this.durability.reset();
    this.#configurations.reset(meta.configuration, meta.index);
    this.#announceConfiguration();
  }

  /** Keeps the log in memory within its budget: what is committed and durable is handed over, and can be read again. */
  relieveLog(): void {
    const through = Math.min(this.commit, this.durability.index);
    this.log.relieve(logIndex(through), this.config.maxLogMemoryBytes);
  }

  /** Forgets configurations that only entries before the newest snapshot needed. */
  pruneConfigurations(): void {
    this.#configurations.prune(this.snapshot?.index ?? logIndex(0));
  }

  #announceConfiguration(): void {
    this.#noteMembers();
    this.out.push({
      type: 'configuration',
      index: this.configurationIndex,
      configuration: this.configuration,
    });
  }

  #regain(): void {
    this.#lost = stillLost(this.#lost, this.log.last);
    if (this.#lost === null) this.#salvaged = [];
  }

  #noteMembers(): void {
    this.#peers = membersOf(this.configuration).filter((member) => member !== this.id);
  }

  ignore(from: NodeId, reason: IgnoredReason): void {
    this.out.push({ type: 'ignored', from, reason });
  }

  setHardState(hardState: HardState): void {
    invariant(hardState.term >= this.term, `the term cannot fall from ${this.term} to ${hardState.term}`);
    this.hardState = hardState;
    this.out.persistHardState(hardState);
  }

  setRole(next: RoleState, leader: NodeId | null): void {
    const asked = this.leader !== leader || this.#announcedTerm !== this.term;
    const changed = asked || this.current.role !== next.role;
    this.current = next;
    this.leader = leader;
    this.#announcedTerm = this.term;
    if (asked) this.#abandonRequests();
    if (changed) this.out.push({ type: 'role', role: next.role, term: this.term, leader });
  }

  /** Whoever was asked is not the leader of this term, or nobody knows. */
  #abandonRequests(): void {
    const { hadReads, proposals } = this.requests.clear();
    if (hadReads) this.out.push({ type: 'reads-refused', id: Number.MAX_SAFE_INTEGER, leader: this.leader });
    for (const id of proposals) this.out.push({ type: 'forward-ended', id, outcome: { type: 'unknown' } });
  }

  /** Whether a leader was heard from so recently that nobody should be elected now (thesis §4.2.3 and §9.6). */
  get hasLiveLeader(): boolean {
    return this.current.role === 'leader' || this.#ticksSinceLeader < this.#patience;
  }

  /** Whether a leader was waited for long enough, by this node's draw. */
  get isTimeToCampaign(): boolean {
    return this.timer.isOver(this.#patience);
  }

  /**
   * Ticks of silence after which a leader may be gone: an election timeout, or two heartbeats where the way to it broke as
   * well, as it does at once when a process dies. Leases rest on the whole timeout (thesis §6.4.1).
   */
  get #patience(): number {
    const { electionTicks, heartbeatTicks, leaseMs } = this.config;
    return this.#lostLeader && leaseMs === null ? Math.min(2 * heartbeatTicks, electionTicks) : electionTicks;
  }

  heardLeader(): void {
    this.#ticksSinceLeader = 0;
    this.#lostLeader = false;
  }

  /** Messages to `peer` are lost. */
  lostPeer(peer: NodeId): void {
    if (peer === this.leader) this.#lostLeader = true;
  }

  forgetLeader(): void {
    this.#ticksSinceLeader = Number.POSITIVE_INFINITY;
  }

  /** Lets a tick pass for a node that does not lead. */
  tickSilence(): void {
    this.#ticksSinceLeader++;
    this.timer.elapsed++;
  }

  /** What the log holds beyond what is committed. */
  get uncommitted(): readonly Entry[] {
    return this.log.slice(this.commit + 1, this.log.last.index, Number.POSITIVE_INFINITY);
  }

  /** Commits everything up to `index` and hands it over to be applied. */
  commitTo(index: number): readonly Entry[] {
    if (index <= this.commit) return [];
    invariant(index <= this.log.last.index, `cannot commit ${index}, the log ends at ${this.log.last.index}`);
    const entries = this.log.slice(this.commit + 1, index, Number.POSITIVE_INFINITY);
    this.commit = logIndex(index);
    this.out.push({ type: 'apply', entries });
    return entries;
  }
}
