import type { PeerFacts, Transport } from '../../../ports/transport.ts';
import type { NodeId } from '../../../raft/types.ts';
import type { ConformanceCase } from '../types.ts';

/** How a transport under examination begins. */
export interface TransportSetup {
  /** What it tells its peers. Default: nothing. */
  readonly facts?: PeerFacts;
  /** The other nodes that it is given at its construction, started already or not. Default: those among `a`, `b`, `c`. */
  readonly knows?: readonly NodeId[];
}

/** What a transport must bring along to be examined. The nodes are called `a`, `b`, `c` and `d`. */
export interface TransportHarness {
  /** A transport of `id` that is not started. After its end another one may be created for the same node. */
  create(id: NodeId, setup?: TransportSetup): Promise<Transport>;
  /** What a configuration tells `from` as the address of `to`, which was created before; null where names are enough. */
  addressOf(to: NodeId, from: NodeId): string | null;
  /** Resolves when `condition` holds, and rejects when it does not within a generous time; lets time pass meanwhile. */
  eventually(condition: () => boolean, what: string): Promise<void>;
}

/** A {@link TransportHarness} whose network can fail. */
export interface TransportFaultHarness extends TransportHarness {
  /** From now on nothing passes between `id` and all others, either way, and nobody is told. */
  isolate(id: NodeId): void;
  /** Ends {@link isolate}. */
  rejoin(id: NodeId): void;
}

export type TransportCase = ConformanceCase<TransportHarness>;
export type TransportFaultCase = ConformanceCase<TransportFaultHarness>;
