import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { z } from 'zod';

import { ChaosError } from '../../errors.ts';

const PROGRAM = readFileSync(
  new URL('../../../src/environment/docker/agent-program.cjs', import.meta.url),
  'utf8',
);
const PROBE_PORT = 17_499;
const ANSWER_MS = 10_000;

const answerSchema = z.object({
  id: z.number(),
  value: z.unknown().optional(),
  error: z.string().optional(),
});

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A helper that lives in a container as long as the container runs, and does there what has to be done inside. */
export class Agent {
  readonly #container: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #complaint = '';
  #ended = false;

  private constructor(container: string) {
    this.#container = container;
    const clean = ['-e', 'LD_PRELOAD=', '-e', 'NODE_OPTIONS='];
    const program = ['node', '-e', PROGRAM, String(PROBE_PORT)];
    // In a group of its own, so that Ctrl-C in a terminal does not end it before the faults are undone.
    this.#child = spawn('docker', ['exec', '-i', '-u', '0:0', ...clean, container, ...program], {
      stdio: 'pipe',
      detached: process.platform !== 'win32',
    });
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = `${this.#complaint}${chunk.toString()}`.slice(-1000);
    });
    this.#child.once('error', (error) => this.#end(error.message));
    this.#child.once('close', () => this.#end(this.#complaint.trim() || 'it has ended'));
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => this.#answer(line));
    }
  }

  /** Resolves when the helper is ready. */
  static async start(container: string): Promise<Agent> {
    const agent = new Agent(container);
    await agent.#wait(0);
    return agent;
  }

  /** Loses all packets from these addresses, and from no others. */
  async filter(sources: readonly string[]): Promise<void> {
    await this.#call({ op: 'filter', sources });
  }

  /** Signals the node under test. */
  async signal(name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    await this.#call({ op: 'signal', name });
  }

  async write(path: string, text: string): Promise<void> {
    await this.#call({ op: 'write', path, text });
  }

  async exists(paths: readonly string[]): Promise<boolean> {
    return (await this.#call({ op: 'exists', paths })) === true;
  }

  /** Whether a datagram that is named so arrives here within the time. */
  async hear(name: string, timeoutMs: number): Promise<boolean> {
    return (await this.#call({ op: 'hear', name, timeoutMs })) === true;
  }

  async send(name: string, host: string): Promise<void> {
    await this.#call({ op: 'send', name, host, port: PROBE_PORT });
  }

  close(): void {
    this.#child.stdin?.end();
    this.#end('it was ended');
  }

  async #call(request: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#ended) throw this.#failure(this.#complaint || 'it has ended');
    const id = ++this.#last;
    const answer = this.#wait(id);
    this.#child.stdin?.write(`${JSON.stringify({ id, ...request })}\n`);
    return await answer;
  }

  async #wait(id: number): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        timer = setTimeout(() => reject(this.#failure('it does not answer')), ANSWER_MS);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  #answer(line: string): void {
    const answer = readAnswer(line);
    if (answer === undefined) return this.#end(`it said ${line.slice(0, 200)}`);
    const { id, value, error } = answer;
    const waiting = this.#waiting.get(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(this.#failure(error));
  }

  #end(reason: string): void {
    this.#ended = true;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#failure(reason));
  }

  #failure(reason: string): ChaosError {
    return new ChaosError('environment_failed', `the helper in ${this.#container}: ${reason}`);
  }
}

function readAnswer(line: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
