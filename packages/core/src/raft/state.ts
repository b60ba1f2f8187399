import type { RaftConfig } from './config.ts';
import { Durability } from './durability.ts';
import { ElectionTimer } from './election-timer.ts';
import { invariant } from './invariant.ts';
import type { Leadership } from './leadership.ts';
import { RaftLog } from './log.ts';
import { Outbox } from './outbox.ts';
import {
  logIndex,
  term,
  type Entry,
  type HardState,
  type LogIndex,
  type LogPosition,
  type NodeId,
  type SnapshotMeta,
  type Term,
} from './types.ts';

/** What a node remembers from before its start. */
export interface Restored {
  readonly hardState: HardState;
  readonly base: LogPosition;
  readonly entries: readonly Entry[];
  /** The snapshot that the state machine was restored from; the log holds its position, or begins after it. */
  readonly snapshot: SnapshotMeta | null;
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
  /** All voters but this node. */
  readonly peers: readonly NodeId[];
  readonly log: RaftLog;
  readonly durability: Durability;
  readonly timer: ElectionTimer;
  readonly out: Outbox;
  hardState: HardState;
  snapshot: SnapshotMeta | null;
  commit: LogIndex;
  current: RoleState = { role: 'follower' };
  /** The leader of the current term, where known. */
  leader: NodeId | null = null;
  #announcedTerm: Term;

  constructor(config: RaftConfig, restored: Restored) {
    const { snapshot } = restored;
    invariant(
      config.voters.includes(config.id),
      `${config.id} is not among the voters ${config.voters.join(', ')}`,
    );
    invariant(new Set(config.voters).size === config.voters.length, 'a voter is named twice');
    this.config = config;
    this.peers = config.voters.filter((voter) => voter !== config.id);
    this.log = new RaftLog(restored.base, restored.entries);
    this.hardState = restored.hardState;
    this.#announcedTerm = restored.hardState.term;
    this.snapshot = snapshot;
    this.commit = snapshot?.index ?? logIndex(0);
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
    this.durability = new Durability(this.log.last.index);
    this.timer = new ElectionTimer(config.electionTicks, config.seed);
    this.out = new Outbox(this.durability, this.log);
  }

  get id(): NodeId {
    return this.config.id;
  }

  get term(): Term {
    return this.hardState.term;
  }

  setHardState(hardState: HardState): void {
    invariant(hardState.term >= this.term, `the term cannot fall from ${this.term} to ${hardState.term}`);
    this.hardState = hardState;
    this.out.persistHardState(hardState);
  }

  setRole(next: RoleState, leader: NodeId | null): void {
    const changed =
      this.current.role !== next.role || this.leader !== leader || this.#announcedTerm !== this.term;
    this.current = next;
    this.leader = leader;
    this.#announcedTerm = this.term;
    if (changed) this.out.push({ type: 'role', role: next.role, term: this.term, leader });
  }

  /** Whether a leader was heard from so recently that nobody should be elected now (thesis §4.2.3 and §9.6). */
  get hasLiveLeader(): boolean {
    return this.leader !== null && (this.leader === this.id || this.timer.withinMinimum);
  }

  /** Commits everything up to `index` and hands it over to be applied. */
  commitTo(index: number): void {
    if (index <= this.commit) return;
    invariant(index <= this.log.last.index, `cannot commit ${index}, the log ends at ${this.log.last.index}`);
    const entries = this.log.slice(this.commit + 1, index, Number.POSITIVE_INFINITY);
    this.commit = logIndex(index);
    this.out.push({ type: 'apply', entries });
  }
}
