import type { Value } from '../history/event.ts';
import type { Completion, Invocation } from '../history/recorder.ts';

export type WorkloadName = 'kv' | 'register';

export interface WorkloadOptions {
  readonly seed: number;
  /** How many keys are in use at a time. */
  readonly keys?: number;
  /** After so many operations a key is left for a fresh one, so that each one's history stays short. */
  readonly operationsPerKey?: number;
}

/** Decides what processes ask. */
export interface Workload {
  readonly name: WorkloadName;
  /** The model that its history must follow. */
  readonly model: WorkloadName;
  /** What `process` asks next. A seed and the order of the calls determine it. */
  next(process: number): Invocation;
  /** Lets the workload learn from what was answered. */
  observe(process: number, invocation: Invocation, completion: Completion): void;
  /** A read of every key that was ever touched. */
  finalReads(): Invocation[];
  /** The value that a stored string stands for. */
  decode(stored: string | null): Value;
}
