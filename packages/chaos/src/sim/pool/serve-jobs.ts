import { closeSync, openSync, writeSync } from 'node:fs';

import { messageOf } from '../../errors.ts';
import type { Answer, Engine, Job } from './protocol.ts';

/** So much of a trace is gathered before it is written. */
const TRACE_BUFFER = 64 * 1024;

/** Makes this process a worker: it does one job at a time, as its parent asks, and ends with its parent. */
export function serveJobs(engine: Engine): void {
  // A terminal sends Ctrl-C to the parent and to its workers alike; what becomes of them is the parent's to say.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (job: Job) => {
    // Node makes promises wait for `nextTick` here, and `nextTick` for promises wherever a promise has led to. A run must
    // not differ by where it was begun.
    void Promise.resolve()
      .then(() => answer(engine, job))
      .then((reply) => process.send?.(reply));
  });
}

async function answer(engine: Engine, { id, plan, traceFile }: Job): Promise<Answer> {
  try {
    if (traceFile === null) return { id, result: await engine(plan) };
    const file = new TraceFile(traceFile);
    try {
      return { id, result: await engine(plan, { trace: (line) => file.write(line) }) };
    } finally {
      file.close();
    }
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : messageOf(error) };
  }
}

/** Written as the run goes on, so that a run that ends its worker leaves a trace too. */
class TraceFile {
  readonly #file: number;
  #buffer = '';

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  write(line: string): void {
    this.#buffer += `${line}\n`;
    if (this.#buffer.length >= TRACE_BUFFER) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer);
    this.#buffer = '';
  }
}
