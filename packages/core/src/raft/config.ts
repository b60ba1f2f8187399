import type { Configuration, NodeId } from './types.ts';

/** How one node takes part in the protocol. Times are counted in ticks where nothing else is said. */
export interface RaftConfig {
  readonly id: NodeId;
  /** The members as long as neither a snapshot nor the log says anything; nobody, for a node that waits to be added. */
  readonly bootstrap: Configuration;
  /** Decides the chance in election timeouts, and names this start of the node in what it asks of others. */
  readonly seed: number;
  /** A leader sends heartbeats every so many ticks. */
  readonly heartbeatTicks: number;
  /**
   * A follower campaigns after hearing nothing for so many ticks, up to one less than twice as many by chance. Where the way
   * to the leader broke as well, and leases are off, it waits for two heartbeats instead, in the same way.
   */
  readonly electionTicks: number;
  /** Bytes of entry data in one append; a single larger entry still travels, alone. */
  readonly maxAppendBytes: number;
  /** Appends on their way to one follower. */
  readonly maxInflightAppends: number;
  /** Bytes of entry data on their way to one follower. */
  readonly maxInflightBytes: number;
  /** A leader refuses proposals beyond so many bytes that wait for their commit. */
  readonly maxUncommittedBytes: number;
  /** Entries that stay in the log behind a snapshot. */
  readonly keepEntries: number;
  /** So many entries may stay behind a snapshot for a follower that answers but is not that far yet. */
  readonly keepEntriesForSlow: number;
  /**
   * Bytes of the log that are kept in memory, about; what is committed and durable beyond that is read from the store when a
   * follower needs it.
   */
  readonly maxLogMemoryBytes: number;
  /** Whether a follower passes proposals on to the leader. */
  readonly forward: boolean;
  /**
   * How long, in milliseconds of its own clock, a leader may answer reads alone after it began a round of heartbeats that
   * a majority answered (thesis §6.4.1); null for never. Must be shorter than the shortest election timeout by what
   * clocks may drift apart. All nodes of a cluster must agree whether there are leases at all.
   */
  readonly leaseMs: number | null;
  /** What a leader does whose removal has committed: make its best follower campaign, or merely stop. */
  readonly removedLeader: 'hand-over' | 'step-down';
}

export type RaftLimits = Omit<RaftConfig, 'id' | 'bootstrap' | 'seed'>;

export const DEFAULT_LIMITS: RaftLimits = {
  heartbeatTicks: 5,
  electionTicks: 25,
  maxAppendBytes: 256 * 1024,
  maxInflightAppends: 256,
  maxInflightBytes: 4 * 1024 * 1024,
  maxUncommittedBytes: 64 * 1024 * 1024,
  maxLogMemoryBytes: 32 * 1024 * 1024,
  keepEntries: 1_000,
  keepEntriesForSlow: 10_000,
  forward: true,
  leaseMs: null,
  removedLeader: 'hand-over',
};
