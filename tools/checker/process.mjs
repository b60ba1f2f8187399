import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program of this folder in a process of its own; what it prints is JSON. */
export async function runFresh(program, argument, nodeFlags = []) {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const args = [...nodeFlags, file, JSON.stringify(argument)];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

/** A process that answers one line with another, `answer …`. */
export class Answerer {
  #process;
  #lines;

  constructor(command, args, options) {
    this.#process = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** The words of the answer. */
  async ask(line) {
    this.#process.stdin.write(`${line}\n`);
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`${this.#process.spawnfile} ended before it answered "${line}"`);
      if (value.startsWith('answer ')) return value.split(' ').slice(1);
    }
  }

  end() {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.stdin.end();
    return ended;
  }
}
