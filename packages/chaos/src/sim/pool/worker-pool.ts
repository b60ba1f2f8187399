import type { Plan, RunResult } from '../plan.ts';
import { WORKER, WorkerLostError, WorkerProcess } from './worker-process.ts';

/** A run is given up after this long, or after as long as it simulates, whichever is more. */
const LEAST_LIMIT_MS = 60_000;

export interface WorkerPoolOptions {
  /** How many processes, at most. */
  readonly size: number;
  /** What they run. Default: the worker of this package. */
  readonly program?: string;
  /** Milliseconds after which a run is given up. Default: a minute, and never less than the time it simulates. */
  readonly limitMs?: number;
  /** What each process may use before it is out of memory, in MiB. Default 1024. */
  readonly heapMib?: number;
}

/** What came of asking for a run: a result, or in which words it went wrong. */
export type Outcome =
  | { readonly type: 'result'; readonly result: RunResult }
  | { readonly type: 'crash'; readonly reason: string }
  | { readonly type: 'abandoned' };

interface Task {
  readonly plan: Plan;
  readonly traceFile: string | null;
  readonly settle: (outcome: Outcome) => void;
}

/**
 * Runs plans in processes of their own: a run that ends its process, or never ends, costs that process and nothing
 * else. Processes are started when they are needed, and used again.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #idle: WorkerProcess[] = [];
  readonly #busy = new Set<WorkerProcess>();
  readonly #urgent: Task[] = [];
  readonly #waiting: Task[] = [];
  #jobs = 0;
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** Never rejects. An urgent run is begun before any other that waits. */
  run(
    plan: Plan,
    { traceFile = null, urgent = false }: { traceFile?: string | null; urgent?: boolean } = {},
  ): Promise<Outcome> {
    return new Promise((settle) => {
      (urgent ? this.#urgent : this.#waiting).push({ plan, traceFile, settle });
      this.#dispatch();
    });
  }

  /** Ends all processes. Runs that were not over are abandoned, and so is whatever is asked for later. */
  close(): void {
    this.#closed = true;
    for (const worker of [...this.#idle, ...this.#busy]) worker.end('was no longer needed');
    this.#idle.length = 0;
    this.#dispatch();
  }

  #dispatch(): void {
    while (this.#closed || this.#busy.size < this.#options.size) {
      const task = this.#urgent.shift() ?? this.#waiting.shift();
      if (task === undefined) return;
      if (this.#closed) task.settle({ type: 'abandoned' });
      else void this.#carryOut(task);
    }
  }

  async #carryOut({ plan, traceFile, settle }: Task): Promise<void> {
    const worker = this.#takeWorker();
    this.#busy.add(worker);
    const limitMs = this.#options.limitMs ?? Math.max(LEAST_LIMIT_MS, plan.durationMs);
    const outcome = await worker
      .do({ id: ++this.#jobs, plan, traceFile }, limitMs)
      .then((answer): Outcome =>
        'result' in answer
          ? { type: 'result', result: answer.result }
          : { type: 'crash', reason: answer.error },
      )
      .catch((error: unknown): Outcome => {
        if (!(error instanceof WorkerLostError)) throw error;
        return this.#closed ? { type: 'abandoned' } : { type: 'crash', reason: error.message };
      });
    this.#busy.delete(worker);
    if (!worker.ended) this.#idle.push(worker);
    settle(outcome);
    this.#dispatch();
  }

  #takeWorker(): WorkerProcess {
    for (;;) {
      const worker = this.#idle.pop();
      if (worker === undefined)
        return new WorkerProcess(this.#options.program ?? WORKER, this.#options.heapMib);
      if (!worker.ended) return worker;
    }
  }
}
