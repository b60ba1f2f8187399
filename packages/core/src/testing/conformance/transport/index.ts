import type { TransportCase, TransportFaultCase } from './harness.ts';
import { lifetimeCases } from './lifetime.ts';
import { messageCases } from './messages.ts';
import { networkFaultCases } from './network-faults.ts';
import { peerCases } from './peers.ts';
import { snapshotFaultCases } from './snapshot-faults.ts';
import { snapshotCases } from './snapshots.ts';

export type {
  TransportCase,
  TransportFaultCase,
  TransportFaultHarness,
  TransportHarness,
  TransportSetup,
} from './harness.ts';

/** What every implementation of the `Transport` port must do: run each case in a test of its own, with a fresh harness. */
export const transportConformance: readonly TransportCase[] = [
  ...messageCases,
  ...lifetimeCases,
  ...peerCases,
  ...snapshotCases,
  ...snapshotFaultCases,
];

/** What every implementation must do when its network falls silent, for a harness that can make it. */
export const transportFaultConformance: readonly TransportFaultCase[] = networkFaultCases;
