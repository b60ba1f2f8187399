import type { FaultRecord } from '../history/event.ts';

export type Verdict = 'valid' | 'invalid' | 'unknown';

/** A group of operations of the history that cannot be ordered. */
export interface Anomaly {
  readonly key: string;
  /** One sentence a person can read. */
  readonly sentence: string;
  /** History indices of the invocations of the smallest set of operations that cannot be ordered. */
  readonly operations: readonly number[];
  readonly minimal: boolean;
}

/** A broken invariant of Raft, seen in the nodes' own logs. */
export interface InvariantViolation {
  readonly invariant: string;
  readonly sentence: string;
  readonly nodes: readonly string[];
  readonly term?: number;
  /** Nanoseconds since the start of the run, where known. */
  readonly time?: number;
}

export interface Counts {
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

/** A leader's reign, as the nodes told it. */
export interface Reign {
  readonly node: string;
  readonly term: number;
  /** Nanoseconds since the start of the run. */
  readonly from: number;
  readonly to: number;
}

/** How a node's clocks differed, as measured during the run. */
export interface ClockSample {
  readonly node: string;
  readonly time: number;
  readonly wallOffsetMs: number;
  readonly monotonicOffsetMs: number;
}

/** The contents of `results.json`. Times are nanoseconds since the start of the run unless said otherwise. */
export interface Results {
  readonly verdict: Verdict;
  /** Why, in plain words; one line each. */
  readonly reasons: readonly string[];
  readonly linearizability: {
    readonly verdict: Verdict;
    readonly model: string;
    readonly operations: number;
    readonly anomalies: readonly Anomaly[];
    readonly reason?: string;
    readonly milliseconds: number;
  };
  readonly invariants: { readonly verdict: Verdict; readonly violations: readonly InvariantViolation[] };
  readonly operations: Counts & { readonly byFunction: Readonly<Record<string, Counts>> };
  readonly elections: number;
  readonly terms: number;
  readonly reigns: readonly Reign[];
  readonly faults: {
    readonly installed: number;
    readonly skipped: number;
    readonly indeterminate: number;
    /** Each fault with its window; `to` is null if it was never healed. */
    readonly windows: readonly (FaultRecord & { readonly from: number; readonly to: number | null })[];
  };
  /** From each heal to the first operation that succeeded and was invoked after it. */
  readonly recoveries: readonly {
    readonly faultId: string;
    readonly kind: string;
    readonly milliseconds: number | null;
  }[];
  readonly clocks: readonly ClockSample[];
}

/** The contents of `experiment.json`: everything that is needed to run it again. */
export interface ExperimentRecord {
  readonly name: string;
  readonly system: string;
  readonly environment: string;
  readonly environmentDescription: string;
  readonly nodes: readonly string[];
  readonly workload: string;
  readonly model: 'kv' | 'register';
  readonly nemeses: readonly string[];
  readonly seed: number;
  readonly timeLimitSeconds: number;
  readonly concurrency: number;
  readonly ratePerSecond: number;
  /** When the run began: ISO 8601 with zone, for people. */
  readonly startedAt: string;
  readonly version: string;
  /** An operation without an answer is given up after so long. */
  readonly operationTimeoutMs?: number;
  /** With fewer completed operations the run proves nothing. */
  readonly minOperations?: number;
  /** Whether the nodes log the events of Raft. */
  readonly hasRaftLogs?: boolean;
  /** Why the run did not go as it should have, if so. */
  readonly troubles?: readonly string[];
}
