import type { ClientClock } from '../ports.ts';
import { systemClock } from '../system/clock.ts';
import { closeAll, openAll } from './connections.ts';
import type { LoadContext, LoadProgress } from './context.ts';
import { fill } from './fill.ts';
import { processMeter } from './meter.ts';
import { parsePlan, type LoadPlanInput } from './plan.ts';
import type { ProcessMeter } from './recorder.ts';
import { summarize, type LoadResult, type RoundResult } from './result.ts';
import { Rounds } from './rounds.ts';
import type { LoadTarget } from './target.ts';

export interface RunOptions {
  /** Default: the computer's clock. */
  readonly clock?: ClientClock | undefined;
  /** Default: this process. */
  readonly meter?: ProcessMeter | undefined;
  /** Ends the load; what was measured until then is the result. While connections are opened: rejects. */
  readonly signal?: AbortSignal | undefined;
  /** How long operations that are open at the end may take until they count as `unanswered`. Default 10 000. */
  readonly drainMs?: number | undefined;
  /** Called every second. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Called at the end of every round, with its number from 1. */
  readonly onRound?: ((result: RoundResult, round: number) => void) | undefined;
}

/**
 * Puts `target` under the load of `plan` and measures what becomes of it. Warm-up and rounds follow one another
 * without a pause. Rejects with `invalid_argument` if the plan is not sound, and with the target's error if a
 * connection cannot be opened or a key cannot be filled; later errors are counted.
 */
export async function runLoad(
  plan: LoadPlanInput,
  target: LoadTarget,
  options: RunOptions = {},
): Promise<LoadResult> {
  const sound = parsePlan(plan);
  const { signal } = options;
  const connections = await openAll(target, sound.connections, signal);
  const over = new AbortController();
  try {
    const context: LoadContext = {
      plan: sound,
      connections,
      clock: options.clock ?? systemClock,
      meter: options.meter ?? processMeter,
      signal,
      aborted: whenAborted(signal, over.signal),
      drainMs: options.drainMs ?? 10_000,
      onProgress: options.onProgress ?? (() => undefined),
      onRound: options.onRound ?? (() => undefined),
    };
    const fillSeconds = sound.fill ? await fill(context) : null;
    const recorders = isAborted(signal) ? [] : await new Rounds(context).run();
    return summarize(sound, fillSeconds, recorders, isAborted(signal));
  } finally {
    over.abort();
    await closeAll(connections);
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function whenAborted(signal: AbortSignal | undefined, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (isAborted(signal)) resolve();
    signal?.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true, signal: over },
    );
  });
}
