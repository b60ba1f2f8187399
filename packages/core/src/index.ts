/**
 * Raft as a library.
 *
 * @packageDocumentation
 */
export { RaftError, type RaftErrorCode } from './errors.ts';
export type { RaftNode } from './node/raft-node.ts';
export { startNode } from './node/start-node.ts';
export type { NodeMetrics } from './node/metrics.ts';
export type {
  NodeEvent,
  NodeInspection,
  NodeOptions,
  NodeStatus,
  PeerStatus,
  ProposalOutcome,
  ReadOutcome,
} from './node/types.ts';
export type * from './ports/index.ts';
export {
  configuration,
  decodeConfiguration,
  encodeConfiguration,
  whyNoConfiguration,
} from './raft/configuration.ts';
export type { IgnoredReason } from './raft/effect.ts';
export type { MembershipChange } from './raft/membership-change.ts';
export type * from './raft/message.ts';
export type { PeerView, RaftView } from './raft/view.ts';
export {
  isNodeId,
  isSnapshotId,
  logIndex,
  nodeId,
  term,
  type Configuration,
  type Entry,
  type EntryKind,
  type HardState,
  type LogIndex,
  type LogPosition,
  type LostEntries,
  type OmittedEntries,
  type Membership,
  type NodeId,
  type Role,
  type SnapshotMeta,
  type Term,
  type TermRun,
} from './raft/types.ts';
export { TermRuns } from './raft/term-runs.ts';
export { InvariantError } from './raft/invariant.ts';
export { stillLost } from './raft/lost-entries.ts';
export { systemClock } from './system/clock.ts';
export { systemRandom } from './system/random.ts';
