/**
 * A network in memory that a test controls, and the suite that every implementation of core's `Transport` must pass.
 *
 * @packageDocumentation
 */
export type { LinkConditions } from './conditions.ts';
export { transportConformance } from './conformance/index.ts';
export type { TransportCase, TransportHarness } from './conformance/types.ts';
export { MemoryNetwork, type MemoryNetworkOptions } from './memory-network.ts';
export type { MemoryTransport } from './memory-transport.ts';
