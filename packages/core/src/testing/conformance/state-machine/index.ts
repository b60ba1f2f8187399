import { applyingCases } from './applying.ts';
import type { StateMachineCase } from './harness.ts';
import { snapshotCases } from './snapshots.ts';

export type { StateMachineCase, StateMachineHarness } from './harness.ts';

/** What every implementation of `StateMachine` must do: run each case in a test of its own, with a fresh harness. */
export const stateMachineConformance: readonly StateMachineCase[] = [...applyingCases, ...snapshotCases];
