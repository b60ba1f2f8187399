import type { Environment, EnvironmentOptions } from '../environment/environment.ts';
import type { Recorder } from '../history/recorder.ts';
import type { MakeClient } from '../workload/client.ts';
import type { WorkloadName } from '../workload/workload.ts';

/** What a nemesis may use, and must keep to. */
export interface NemesisContext {
  readonly environment: Environment;
  readonly recorder: Recorder;
  /** Who leads, as far as can be seen from outside. */
  readonly leader: () => string | undefined;
  /** Milliseconds since the start of the main phase. */
  readonly elapsedMs: () => number;
  /** Aborted when no further fault is to begin. */
  readonly signal: AbortSignal;
}

/** Hurts the cluster while clients use it. */
export interface Nemesis {
  /** The kinds of faults it injects. */
  readonly names: readonly string[];
  /** Runs its schedule and undoes every fault of it; resolves early once the signal is aborted. */
  run(context: NemesisContext): Promise<void>;
}

/** Everything about a run. */
export interface Experiment {
  /** Names the folder of its runs: letters, digits, dots, dashes. */
  readonly name: string;
  /** The ids of the nodes, such as `n1`. */
  readonly nodes: readonly string[];
  /** Makes the place where the cluster is to run; starts nothing yet. */
  readonly makeEnvironment: (options: Omit<EnvironmentOptions, 'system'>) => Promise<Environment>;
  readonly makeClient: MakeClient;
  readonly workload: WorkloadName;
  /** Default: none; then the run proves that the system works, not that it survives. */
  readonly nemesis?: Nemesis;
  readonly seed: number;
  /** How long faults are injected; set-up and final reads come on top. */
  readonly timeLimitSeconds: number;
  /** Client processes. */
  readonly concurrency: number;
  /** Operations per second, all processes together. */
  readonly ratePerSecond: number;
  /** An operation without an answer is given up after so long. Default 2000. */
  readonly operationTimeoutMs?: number;
  /** With fewer completed operations the run proves nothing. Default: a third of what the rate asks for. */
  readonly minOperations?: number;
  /** How many keys are in use at a time. Default 8. */
  readonly keys?: number;
  /** Whether the nodes log the events of Raft, so that their silence is suspicious. Default true. */
  readonly hasRaftLogs?: boolean;
  /** The cluster is left alone for so long after the last heal, still under load. Default 3000. */
  readonly quietMs?: number;
  /** A leader must be there within so long. Default 30,000. */
  readonly leaderTimeoutMs?: number;
}
