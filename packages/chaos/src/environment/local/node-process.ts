import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

import { ChaosError } from '../../errors.ts';
import type { NodeCommand } from '../system.ts';

/** One node as a process that can be started again; what it prints is added to one log file. */
export class NodeProcess {
  readonly #id: string;
  readonly #command: NodeCommand;
  readonly #logFile: string;
  #child: ChildProcess | undefined;
  #gone: Promise<void> = Promise.resolve();
  #paused = false;

  constructor(id: string, command: NodeCommand, logFile: string) {
    this.#id = id;
    this.#command = command;
    this.#logFile = logFile;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get pid(): number | undefined {
    return this.running ? this.#child?.pid : undefined;
  }

  /** Resolves when the process exists. */
  async start(): Promise<void> {
    if (this.running) return;
    const [program, ...args] = this.#command.argv;
    if (program === undefined) throw new RangeError(`expected a command for ${this.#id}, found an empty one`);
    const log = openSync(this.#logFile, 'a');
    try {
      // In a group of its own, so that Ctrl-C in a terminal reaches the run and not the nodes.
      const child = spawn(program, args, {
        stdio: ['ignore', log, log],
        env: { ...inherited(), ...this.#command.env },
        detached: process.platform !== 'win32',
        windowsHide: true,
      });
      this.#paused = false;
      this.#child = child;
      this.#gone = new Promise((resolve) => child.once('exit', () => resolve()));
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', (cause) => {
          this.#child = undefined;
          this.#gone = Promise.resolve();
          reject(
            new ChaosError('environment_failed', `${this.#id} did not start: ${cause.message}`, { cause }),
          );
        });
      });
    } finally {
      closeSync(log);
    }
  }

  /** SIGKILL, which ends a stopped process too; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.running) this.#child?.kill('SIGKILL');
    await this.#gone;
    this.#paused = false;
  }

  /** Like {@link NodeProcess.kill}, without waiting: for a process that is about to exit itself. */
  killNow(): void {
    if (this.running) this.#child?.kill('SIGKILL');
  }

  pause(): void {
    if (this.running) this.#paused = this.#child?.kill('SIGSTOP') ?? false;
  }

  resume(): void {
    if (this.running) this.#child?.kill('SIGCONT');
    this.#paused = false;
  }
}

/** The environment of this process, less what would change the settings of a node behind the experiment's back. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SEAWORTHY_')));
}
