import type { NodeId } from '../raft/types.ts';
import type { NodeEvent, NodeOptions, NodeStatus, ProposalOutcome, ReadOutcome } from './types.ts';

/** A member of a Raft cluster: drives the protocol over the ports it was given. */
export interface RaftNode<Result> {
  readonly id: NodeId;
  /**
   * Replicates `command`; the bytes must not change afterwards. `settle` is called exactly once, never from within
   * this call: with the state machine's answer once the command was applied here, or with the reason it was not.
   */
  propose(command: Uint8Array, settle: (outcome: ProposalOutcome<Result>) => void): void;
  /** Calls `settle` once the local state machine may answer a linearizable read (ReadIndex, thesis §6.4). */
  read(settle: (outcome: ReadOutcome) => void): void;
  status(): NodeStatus;
  /** Calls `listener` at every event until the returned function is called. */
  subscribe(listener: (event: NodeEvent) => void): () => void;
  /** Hands leadership to the most advanced peer, or to `to`. Resolves with whether this node no longer leads. */
  transferLeadership(to?: NodeId): Promise<boolean>;
  /** Stops taking part; what is durable stays. Safe to call twice. Closes stores and transport. */
  stop(): Promise<void>;
}

/** Opens the stores, recovers, and joins the cluster. Fails with `corrupt_state` when the stores contradict each other. */
export type StartNode = <Result>(options: NodeOptions<Result>) => Promise<RaftNode<Result>>;
