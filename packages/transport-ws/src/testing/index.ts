/**
 * A network in memory that a test controls.
 *
 * @packageDocumentation
 */
export type { LinkConditions } from './conditions.ts';
export { MemoryNetwork, type MemoryNetworkOptions } from './memory-network.ts';
export type { MemoryTransport } from './memory-transport.ts';
