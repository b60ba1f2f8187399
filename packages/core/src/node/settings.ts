import { RaftError } from '../errors.ts';
import { DEFAULT_LIMITS, type RaftConfig } from '../raft/config.ts';
import { configuration } from '../raft/configuration.ts';
import { isNodeId } from '../raft/types.ts';
import type { NodeOptions } from './types.ts';

const DEFAULT_HEARTBEAT_MS = 100;
const DEFAULT_ELECTION_TIMEOUT_MS = 500;

/** How long a tick takes, in milliseconds. */
export function tickMsOf({ heartbeatMs }: Pick<NodeOptions<unknown>, 'heartbeatMs'>): number {
  return (heartbeatMs ?? DEFAULT_HEARTBEAT_MS) / DEFAULT_LIMITS.heartbeatTicks;
}

/** What the options come to for the protocol. Fails with `invalid_argument`. */
export function raftConfigOf(options: NodeOptions<unknown>): RaftConfig {
  check(options);
  const tickMs = tickMsOf(options);
  const electionMs = options.electionTimeoutMs ?? DEFAULT_ELECTION_TIMEOUT_MS;
  const electionTicks = Math.max(DEFAULT_LIMITS.heartbeatTicks + 1, Math.round(electionMs / tickMs));
  return {
    ...DEFAULT_LIMITS,
    id: options.id,
    bootstrap: configuration(options.voters),
    seed: options.random.uint32(),
    electionTicks,
    maxAppendBytes: options.maxAppendBytes ?? DEFAULT_LIMITS.maxAppendBytes,
    maxUncommittedBytes: options.maxUncommittedBytes ?? DEFAULT_LIMITS.maxUncommittedBytes,
    keepEntries: options.keepEntries ?? DEFAULT_LIMITS.keepEntries,
    maxLogMemoryBytes: options.maxLogMemoryBytes ?? DEFAULT_LIMITS.maxLogMemoryBytes,
    keepEntriesForSlow: options.keepEntriesForSlow ?? DEFAULT_LIMITS.keepEntriesForSlow,
    forward: options.forwardProposals ?? false,
    leaseMs:
      options.leases === undefined ? null : leaseMs(options.leases.maxClockDrift, electionTicks, tickMs),
    removedLeader: options.removedLeader ?? DEFAULT_LIMITS.removedLeader,
  };
}

/**
 * A follower's election timeout, counted by a clock that may run too fast, against a lease counted by one that may run
 * too slow. The first tick after a heartbeat may come at once, and so does not count.
 */
export function leaseMs(drift: number, electionTicks: number, tickMs: number): number {
  return ((electionTicks - 1) * tickMs * (1 - drift)) / (1 + drift);
}

function check({ id, voters, heartbeatMs, electionTimeoutMs, leases }: NodeOptions<unknown>): void {
  if (!isNodeId(id)) throw invalid(`not a node id: ${JSON.stringify(id)}`);
  for (const voter of voters) if (!isNodeId(voter)) throw invalid(`not a node id: ${JSON.stringify(voter)}`);
  if (new Set(voters).size !== voters.length) throw invalid(`a voter is named twice in ${voters.join(', ')}`);
  if (voters.length > 0 && !voters.includes(id))
    throw invalid(
      `${id} is not among the voters ${voters.join(', ')}; a node that is to be added names none`,
    );
  for (const [name, value] of Object.entries({ heartbeatMs, electionTimeoutMs }))
    if (value !== undefined && !(value > 0 && Number.isFinite(value)))
      throw invalid(`expected ${name} to be milliseconds above 0, got ${value}`);
  if (leases !== undefined && !(leases.maxClockDrift >= 0 && leases.maxClockDrift < 1))
    throw invalid(`expected leases.maxClockDrift from 0 to below 1, got ${leases.maxClockDrift}`);
}

function invalid(message: string): RaftError {
  return new RaftError('invalid_argument', message);
}
