import type { NodeId, PeerFacts, Transport, TransportHandler } from '@seaworthy/core';

/** What a transport must bring along to be examined. Each case gets a fresh one. */
export interface TransportHarness {
  /** A started transport of node `a`, `b` or `c`, which know each other. A closed node may be started again. */
  start(id: NodeId, handler: TransportHandler, facts?: PeerFacts): Promise<Transport>;
  /** Resolves when `condition` holds, and rejects when it does not within a generous time; lets time pass meanwhile. */
  eventually(condition: () => boolean, what: string): Promise<void>;
}

/** One thing that every transport must do. `run` rejects when it does not. */
export interface TransportCase {
  readonly name: string;
  run(harness: TransportHarness): Promise<void>;
}
