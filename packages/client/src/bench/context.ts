import type { Cancel, ClientClock } from '../ports.ts';
import type { Engine } from './engine.ts';
import type { LoadPlan } from './plan.ts';
import type { ProcessMeter, Recorder } from './recorder.ts';
import type { RoundResult } from './result.ts';
import type { LoadConnection } from './target.ts';

/** How far a load has come. */
export interface LoadProgress {
  readonly phase: 'fill' | 'warm-up' | 'round';
  /** From 1; 0 outside of rounds. */
  readonly round: number;
  /** Time since the phase began. */
  readonly seconds: number;
  /** Operations that succeeded and failed in this phase so far. */
  readonly operations: number;
  readonly failures: number;
}

/** What the parts of a load have in common. */
export interface LoadContext {
  readonly plan: LoadPlan;
  readonly connections: readonly LoadConnection[];
  readonly clock: ClientClock;
  readonly meter: ProcessMeter;
  readonly signal: AbortSignal | undefined;
  /** Resolves when the signal is aborted. */
  readonly aborted: Promise<void>;
  /** How long operations that are open at the end may take. */
  readonly drainMs: number;
  readonly onProgress: (progress: LoadProgress) => void;
  readonly onRound: (result: RoundResult, round: number) => void;
}

const PROGRESS_MS = 1000;
/** What is still open after a signal, or after all patience, gets so long. */
const HURRY_MS = 1000;

/** Tells every second how far a phase has come, until the returned function is called. */
export function reportProgress(
  { clock, onProgress }: LoadContext,
  phase: LoadProgress['phase'],
  round: number,
  recorder: Recorder,
): Cancel {
  const since = clock.monotonicNow();
  const report = (): void => {
    const { operations, failures } = recorder;
    onProgress({ phase, round, seconds: (clock.monotonicNow() - since) / 1000, operations, failures });
    cancel = clock.schedule(PROGRESS_MS, report);
  };
  let cancel = clock.schedule(PROGRESS_MS, report);
  return () => {
    cancel();
  };
}

/** Waits for `ms` milliseconds, or until one of `others` is settled. */
export async function waitAtMost(
  clock: ClientClock,
  ms: number,
  ...others: readonly Promise<void>[]
): Promise<void> {
  let cancel: Cancel | undefined;
  const time = new Promise<void>((resolve) => (cancel = clock.schedule(ms, resolve)));
  await Promise.race([time, ...others]);
  cancel?.();
}

/** Begins nothing more, and waits for what is open; how many operations were given up. */
export async function drain({ clock, drainMs, aborted }: LoadContext, engine: Engine): Promise<number> {
  engine.stop();
  await waitAtMost(clock, drainMs, engine.quiet, aborted);
  if (engine.open > 0) await waitAtMost(clock, HURRY_MS, engine.quiet);
  engine.abandon();
  return engine.open;
}
