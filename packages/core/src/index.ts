/**
 * Raft as a library.
 *
 * @packageDocumentation
 */
export { RaftError, type RaftErrorCode } from './errors.ts';
export { startNode, type RaftNode } from './node/raft-node.ts';
export type {
  NodeEvent,
  NodeOptions,
  NodeStatus,
  PeerStatus,
  ProposalOutcome,
  ReadOutcome,
} from './node/types.ts';
export type * from './ports/index.ts';
export type * from './raft/message.ts';
export {
  isNodeId,
  logIndex,
  nodeId,
  term,
  type Configuration,
  type Entry,
  type EntryKind,
  type HardState,
  type LogIndex,
  type LogPosition,
  type NodeId,
  type Role,
  type SnapshotMeta,
  type Term,
} from './raft/types.ts';
export { InvariantError } from './raft/invariant.ts';
export { systemClock } from './system/clock.ts';
export { systemRandom } from './system/random.ts';
