import { messageCases } from './messages.ts';
import { snapshotCases } from './snapshots.ts';
import type { TransportCase } from './types.ts';

/**
 * What every implementation of core's `Transport` must do, free of any test framework: run each case in a test of its
 * own, with a fresh harness.
 */
export const transportConformance: readonly TransportCase[] = [...messageCases, ...snapshotCases];
