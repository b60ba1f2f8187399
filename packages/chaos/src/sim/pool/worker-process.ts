import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Answer, Job } from './protocol.ts';

/** Several times what a run needs, and little enough that as many fit as there are cores. */
const HEAP_MIB = 1_024;
/** So much of what a worker said before its end is kept. */
const LAST_WORDS = 4_000;

const RUNS_FROM_SOURCE = import.meta.url.endsWith('.ts');
const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url));

/** The worker of this package, as source or built, as this module is. */
export const WORKER = fileURLToPath(
  new URL(RUNS_FROM_SOURCE ? './worker.ts' : './worker.js', import.meta.url),
);

/** A worker ended, or was ended, before it answered. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';
  readonly code = 'worker_lost';
  readonly retryable = false;
}

interface OpenJob {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** One child process that does jobs. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  #lastWords = '';
  #open: OpenJob | null = null;
  #ended = false;

  /** `heapMib` is what the process may use before it is out of memory, in MiB. */
  constructor(program: string, heapMib = HEAP_MIB) {
    this.#child = fork(program, [], {
      // `--import tsx` is looked up from here.
      cwd: PACKAGE,
      execArgv: [
        `--max-old-space-size=${heapMib}`,
        ...(RUNS_FROM_SOURCE ? ['--conditions', '@seaworthy/source', '--import', 'tsx'] : []),
      ],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString()).slice(-LAST_WORDS);
    });
    this.#child.on('message', (answer: Answer) => this.#settle()?.resolve(answer));
    this.#child.on('error', (error) => this.#lose(error.message));
    this.#child.on('close', (code, signal) =>
      this.#lose(signal === null ? `ended with exit code ${code ?? '?'}` : `was ended by ${signal}`),
    );
  }

  /** Whether no job can be given to it any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Rejects with a {@link WorkerLostError} if the process ends first, or takes longer than `limitMs`. */
  async do(job: Job, limitMs: number): Promise<Answer> {
    const answered = new Promise<Answer>((resolve, reject) => (this.#open = { resolve, reject }));
    const timer = setTimeout(
      () => this.end(`did not answer within ${Math.round(limitMs / 1000)} s`),
      limitMs,
    );
    this.#child.send(job, (error) => {
      if (error !== null) this.end(`could not be told its job: ${error.message}`);
    });
    try {
      return await answered;
    } finally {
      clearTimeout(timer);
    }
  }

  end(reason: string): void {
    this.#child.kill('SIGKILL');
    this.#lose(reason);
  }

  #lose(reason: string): void {
    this.#ended = true;
    const words = this.#lastWords.trim();
    this.#settle()?.reject(new WorkerLostError(`the worker ${reason}${words === '' ? '' : `\n${words}`}`));
  }

  #settle(): OpenJob | null {
    const open = this.#open;
    this.#open = null;
    return open;
  }
}
