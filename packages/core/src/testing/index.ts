/**
 * Aids for testing what is built on `@seaworthy/core`: a clock that a test moves, and chance from a seed.
 *
 * @packageDocumentation
 */
export { MemoryLogStore } from './memory-log-store.ts';
export { MemorySnapshotStore } from './memory-snapshot-store.ts';
export { SeededRandom } from './seeded-random.ts';
export { settlePromises, VirtualClock } from './virtual-clock.ts';
