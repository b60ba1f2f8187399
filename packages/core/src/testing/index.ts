/**
 * Aids for testing what is built on `@seaworthy/core`: time that a test moves, chance from a seed, stores in memory, and
 * a cluster of the pure protocol in which nothing happens but what a script says, watched for Raft's properties.
 *
 * @packageDocumentation
 */
export { describeEffect, describeEntry, describeMessage } from './describe.ts';
export { Invariants } from './invariants.ts';
export { MemoryHub, type HubTransportOptions } from './memory-hub.ts';
export { MemoryLogStore } from './memory-log-store.ts';
export { MemorySnapshotStore } from './memory-snapshot-store.ts';
export { ScriptedCluster, type Envelope, type ScriptedClusterOptions } from './scripted-cluster.ts';
export { ScriptedNode, type ConfirmedRead } from './scripted-node.ts';
export { SeededRandom } from './seeded-random.ts';
export { settlePromises, VirtualClock } from './virtual-clock.ts';
export {
  logStoreConformance,
  logStoreFaultConformance,
  type LogStoreCase,
  type LogStoreFaultCase,
  type LogStoreFaultHarness,
  type LogStoreHarness,
} from './conformance/log-store/index.ts';
export type { ConformanceCase } from './conformance/types.ts';
export {
  snapshotStoreConformance,
  snapshotStoreFaultConformance,
  type SnapshotStoreCase,
  type SnapshotStoreFaultCase,
  type SnapshotStoreFaultHarness,
  type SnapshotStoreHarness,
} from './conformance/snapshot-store/index.ts';
export {
  stateMachineConformance,
  type StateMachineCase,
  type StateMachineHarness,
} from './conformance/state-machine/index.ts';
export {
  transportConformance,
  transportFaultConformance,
  type TransportCase,
  type TransportFaultCase,
  type TransportFaultHarness,
  type TransportHarness,
  type TransportSetup,
} from './conformance/transport/index.ts';
