import { spawn, type ChildProcess } from 'node:child_process';

/** A program under test: what it printed, and how it ended. */
export class Program {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;
  #hasEnded = false;
  #wake: () => void = () => undefined;

  constructor(file: string, args: readonly string[], env: Record<string, string> = {}, uid?: number) {
    this.child = spawn(process.execPath, [file, ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid }),
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
      this.#wake();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
      this.#wake();
    });
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => {
        this.#hasEnded = true;
        this.#wake();
        resolve(signal === null ? code : null);
      }),
    );
  }

  /** Resolves when `look` finds something in what was printed; fails if the program ends before. */
  async until<Value>(look: (program: Program) => Value | undefined): Promise<Value> {
    for (;;) {
      const found = look(this);
      if (found !== undefined) return found;
      if (this.#hasEnded) throw new Error(`the program ended: ${this.stdout}${this.stderr}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** The log lines so far. */
  get lines(): Record<string, unknown>[] {
    return this.stdout
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The first log line with this message. */
  async logged(message: string): Promise<Record<string, unknown>> {
    return await this.until(({ lines }) => lines.find(({ msg }) => msg === message));
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return await this.ended;
  }
}
