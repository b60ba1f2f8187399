import type { NodeId } from './types.ts';

/** How one node takes part in the protocol. Times are counted in ticks. */
export interface RaftConfig {
  readonly id: NodeId;
  /** All voting members, `id` among them. */
  readonly voters: readonly NodeId[];
  /** A leader sends heartbeats every so many ticks. */
  readonly heartbeatTicks: number;
  /** A follower campaigns after hearing nothing for so many ticks, up to one less than twice as many by chance. */
  readonly electionTicks: number;
  /** Decides the chance in election timeouts. */
  readonly seed: number;
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
}

export type RaftLimits = Omit<RaftConfig, 'id' | 'voters' | 'seed'>;

export const DEFAULT_LIMITS: RaftLimits = {
  heartbeatTicks: 5,
  electionTicks: 25,
  maxAppendBytes: 256 * 1024,
  maxInflightAppends: 256,
  maxInflightBytes: 4 * 1024 * 1024,
  maxUncommittedBytes: 64 * 1024 * 1024,
  keepEntries: 1_000,
};
