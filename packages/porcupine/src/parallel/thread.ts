import { Worker } from 'node:worker_threads';
import { ArgumentError, ModelError } from '../errors.ts';
import type { CheckStats, Progress, UnknownReason } from '../result.ts';
import type { Answer, Finding, Job } from './protocol.ts';

/** Milliseconds that a thread has to answer once the check is aborted. */
const GRACE = 1_000;
const RUNS_FROM_SOURCE = import.meta.url.endsWith('.ts');

export interface ShareResult {
  readonly findings: readonly Finding[];
  readonly stats: CheckStats;
}

interface Watch {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * Has a share of a check done by a thread of its own.
 *
 * @throws {ArgumentError} when its operations cannot be sent to another thread.
 * @throws {ModelError} when a function of the model throws.
 */
export async function runThread(job: Job, modelName: string, watch: Watch): Promise<ShareResult> {
  const worker = start(job);
  try {
    return await answerOf(worker, job, modelName, watch);
  } finally {
    await worker.terminate();
  }
}

function start(job: Job): Worker {
  try {
    return RUNS_FROM_SOURCE
      ? new Worker(fromSource(), { eval: true, workerData: job })
      : new Worker(new URL('./worker.js', import.meta.url), { workerData: job });
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    throw new ArgumentError(`expected operations that can be sent to another thread: ${cause.message}`);
  }
}

/** A thread does not inherit the means to run TypeScript. */
function fromSource(): string {
  const program = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  return `import(${loader}).then(({ register }) => { register(); return import(${program}); });`;
}

function answerOf(
  worker: Worker,
  job: Job,
  modelName: string,
  { signal, onProgress }: Watch,
): Promise<ShareResult> {
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    const giveUp = () => {
      grace = setTimeout(() => settle(() => resolve(undecided(job, 'aborted'))), GRACE);
    };
    const settle = (how: () => void) => {
      clearTimeout(grace);
      signal?.removeEventListener('abort', giveUp);
      how();
    };
    if (signal?.aborted === true) giveUp();
    else signal?.addEventListener('abort', giveUp);
    worker.on('message', (answer: Answer) => {
      if (answer.type === 'progress') onProgress(answer.progress);
      else if (answer.type === 'done') settle(() => resolve(answer));
      else settle(() => reject(toModelError(answer, modelName)));
    });
    worker.on('error', (error) => {
      const isOutOfMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
      settle(() => (isOutOfMemory ? resolve(undecided(job, 'memory')) : reject(error)));
    });
    worker.on('exit', (code) =>
      settle(() => reject(new Error(`a thread of the check ended with exit code ${code}`))),
    );
  });
}

function toModelError(
  { message, cause, operation }: Extract<Answer, { type: 'model error' }>,
  modelName: string,
): ModelError {
  const error = new ModelError(modelName, 'step', cause, operation);
  error.message = message;
  return error;
}

/** What is known of a share when its thread never answered. */
function undecided({ partitions }: Job, reason: UnknownReason): ShareResult {
  return {
    findings: partitions.map(({ key }) => ({ key, verdict: 'unknown', reason, method: 'search' })),
    stats: { operations: 0, optional: 0, steps: 0, configurations: 0, peakBytes: 0, elapsed: 0 },
  };
}
