import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

import type { Clock } from '@seaworthy/core';

import type { ServerStatus } from '../http/schemas.ts';

const ASK_MS = 500;
const TAIL_LINES = 5;

export interface ChildNodeOptions {
  readonly id: string;
  readonly url: string;
  readonly logFile: string;
  readonly flags: readonly string[];
  readonly clock: Clock;
}

/** What is known about a node at one moment. */
export type Sight =
  | { readonly kind: 'status'; readonly status: ServerStatus }
  | { readonly kind: 'silent' }
  | { readonly kind: 'ended'; readonly exitCode: number };

/** One node of a local cluster, in a process of its own. */
export class ChildNode {
  readonly id: string;
  readonly url: string;
  readonly #options: ChildNodeOptions;
  readonly #process: ChildProcess;
  readonly #ended: Promise<number>;
  #exitCode: number | null = null;

  constructor(options: ChildNodeOptions) {
    this.id = options.id;
    this.url = options.url;
    this.#options = options;
    const log = openSync(options.logFile, 'a');
    // In a session of its own, so that Ctrl-C reaches this process alone, which then stops the nodes in an orderly way.
    // The channel tells the node when this process is gone.
    this.#process = spawn(
      process.execPath,
      [...process.execArgv, process.argv[1] ?? '', 'run', ...options.flags],
      {
        detached: true,
        stdio: ['ignore', log, log, 'ipc'],
        env: withoutOptions(process.env),
      },
    );
    closeSync(log);
    this.#ended = new Promise((resolve) => {
      const end = (code: number | null): void => {
        this.#exitCode = code ?? -1;
        resolve(this.#exitCode);
      };
      this.#process.once('exit', end);
      this.#process.once('error', () => end(null));
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resolves with true when it serves, or with false when it has ended. */
  async serves(): Promise<boolean> {
    // It tells over the channel: at its address, some other program might answer.
    const told = new Promise<true>((resolve) => this.#process.once('message', () => resolve(true)));
    return await Promise.race([told, this.#ended.then(() => false)]);
  }

  async look(): Promise<Sight> {
    const status = this.#exitCode === null ? await this.#ask('/v1/status') : null;
    if (status !== null) return { kind: 'status', status: status as ServerStatus };
    return this.#exitCode === null ? { kind: 'silent' } : { kind: 'ended', exitCode: this.#exitCode };
  }

  /** Asks it to stop, and resolves with its exit code; kills it when it takes longer than `patienceMs`. */
  async stop(patienceMs: number): Promise<number> {
    if (this.#exitCode === null) this.#process.kill('SIGTERM');
    const cancel = this.#options.clock.schedule(patienceMs, () => this.kill());
    const exitCode = await this.#ended;
    cancel();
    return exitCode;
  }

  kill(): void {
    if (this.#exitCode === null) this.#process.kill('SIGKILL');
  }

  /** The end of its log, for people who wonder why it ended. */
  logTail(): string {
    return readFileSync(this.#options.logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  }

  async #ask(path: string): Promise<unknown> {
    try {
      const response = await fetch(this.url + path, { signal: AbortSignal.timeout(ASK_MS) });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }
}

/** The nodes get all their options by flags; those of this process are not meant for them. */
function withoutOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SEAWORTHY_')));
}
