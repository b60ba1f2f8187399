import type { Configuration } from '@seaworthy/core';

/** How a link, in one direction, treats what is sent over it. Times in milliseconds of virtual time, chances from 0 to 1. */
export interface LinkQuality {
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  readonly loss: number;
  readonly duplication: number;
  /** Chance that a message is held back so long that later ones overtake it. */
  readonly reordering: number;
}

/** Whom a fault hits: a node by its number from 1, or whoever has a role when the fault begins. */
export type Target = number | 'leader' | 'follower' | 'lagging' | 'random';

/**
 * One fault or operation that is done to the cluster at a moment of virtual time; `forMs`, where there is one, is how
 * long it lasts. A `Fault` is data: a failing run is made shorter by leaving faults out.
 */
export type Fault =
  | {
      readonly type: 'partition';
      readonly atMs: number;
      readonly forMs: number;
      readonly isolate: readonly Target[];
      readonly direction: 'both' | 'in' | 'out';
    }
  | {
      readonly type: 'crash';
      readonly atMs: number;
      readonly forMs: number;
      readonly nodes: readonly Target[];
      /** Chance that an un-synced write survives; null is a clean stop. */ readonly survival: number | null;
    }
  | { readonly type: 'pause'; readonly atMs: number; readonly forMs: number; readonly node: Target }
  | {
      readonly type: 'clock-rate';
      readonly atMs: number;
      readonly forMs: number;
      readonly node: Target;
      readonly rate: number;
    }
  | { readonly type: 'clock-jump'; readonly atMs: number; readonly node: Target; readonly byMs: number }
  | {
      readonly type: 'slow-disk';
      readonly atMs: number;
      readonly forMs: number;
      readonly node: Target;
      readonly factor: number;
    }
  | { readonly type: 'disk-full'; readonly atMs: number; readonly forMs: number; readonly node: Target }
  | { readonly type: 'sync-failure'; readonly atMs: number; readonly node: Target }
  | {
      readonly type: 'bit-rot' | 'torn-write' | 'misdirected-write';
      readonly atMs: number;
      readonly node: Target;
    }
  | { readonly type: 'transfer'; readonly atMs: number; readonly to: Target }
  | { readonly type: 'snapshot'; readonly atMs: number; readonly node: Target }
  | {
      readonly type: 'membership';
      readonly atMs: number;
      readonly add: readonly number[];
      readonly addLearners: readonly number[];
      readonly remove: readonly Target[];
    };

/** Everything that makes up a run. The same plan gives the same run, to the last byte of its trace. */
export interface Plan {
  readonly seed: number;
  readonly durationMs: number;
  /** Nodes that the cluster begins with; nodes with higher numbers exist and may be added. */
  readonly size: number;
  readonly spares: number;
  readonly link: LinkQuality;
  readonly electionTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly snapshotEveryEntries: number;
  readonly keepEntries: number;
  /** Bytes of commands in one message between nodes: the fewer, the more a log is sent in pieces. */
  readonly maxAppendBytes: number;
  /** How much of the log nodes keep in memory: the less, the more is read back from disk for those who are late. */
  readonly maxLogMemoryBytes: number;
  readonly clients: number;
  readonly operationsPerSecond: number;
  readonly keys: number;
  /** How far clocks may drift apart where leaders answer reads by leases; null without leases. */
  readonly leaseDrift: number | null;
  /** Whether followers pass writes on to the leader. */
  readonly forwardProposals: boolean;
  readonly faults: readonly Fault[];
}

/** What a run went through. A run that met nothing proves nothing. */
export interface Exercised {
  readonly elections: number;
  readonly truncations: number;
  readonly snapshotsTaken: number;
  readonly snapshotsInstalled: number;
  readonly configurations: number;
  readonly recoveries: number;
  readonly crashes: number;
  readonly partitions: number;
  readonly pauses: number;
  readonly clockFaults: number;
  readonly diskFaults: number;
  /** Times that a node went on without what its damaged disk no longer held, to get it from its peers. */
  readonly repairs: number;
  readonly transfers: number;
  readonly operations: number;
  readonly unknownOperations: number;
}

/** The first property that a run violated. `property` is one of a fixed set of names. */
export interface Violation {
  readonly property: string;
  readonly message: string;
  readonly atMs: number;
}

/** What came of one run. `unknown`: it exercised nothing, or the checker could not decide. */
export interface RunResult {
  readonly plan: Plan;
  readonly verdict: 'valid' | 'invalid' | 'unknown';
  /** Why, where the verdict is `unknown`. */
  readonly reason: string | null;
  readonly violation: Violation | null;
  readonly exercised: Exercised;
  /** A digest of everything that happened, in order. */
  readonly traceHash: string;
  readonly steps: number;
  readonly virtualMs: number;
}

/**
 * What can be observed of one running node between two steps. It is the same object from step to step as long as all of
 * it is the same, save for what `termAt` tells.
 */
export interface Observation {
  readonly id: string;
  /** Grows with every start of the node. */
  readonly incarnation: number;
  readonly role: 'follower' | 'pre-candidate' | 'candidate' | 'leader';
  readonly term: number;
  readonly votedFor: string | null;
  readonly snapshot: number;
  readonly applied: number;
  readonly commit: number;
  readonly durable: number;
  readonly last: number;
  readonly firstStored: number;
  /** The term of a stored entry; undefined for what is compacted away or not there. */
  readonly termAt: (index: number) => number | undefined;
  /** The configuration in effect, and the index of its entry (0 for the first one). */
  readonly configuration: Configuration;
  readonly configurationIndex: number;
}
