import { createInterface, type Interface } from 'node:readline';
import type { Client } from '../client.ts';
import { addCommands } from './commands.ts';
import { EXIT, UsageError, type CliIo, type ExitCode } from './io.ts';
import type { Printer } from './printer.ts';
import { codeOf, newProgram } from './parser.ts';
import { splitWords } from './words.ts';

const NAMES = ['get', 'put', 'append', 'del', 'cas', 'status', 'help', 'exit'];

/**
 * Reads commands line by line: from a terminal with a prompt, history and completion, else until the input ends.
 * A command that fails does not end it. Returns the code of the first command that failed or was called in the wrong
 * way; from a terminal, always 0.
 */
export async function runRepl(
  client: Client,
  io: CliIo,
  printer: Printer,
  timeoutMs: number,
): Promise<ExitCode> {
  const terminal = io.stdin.isTTY === true;
  const lines = createInterface({
    input: io.stdin,
    terminal,
    ...(terminal ? { output: io.stdout, prompt: 'seaworthy> ', completer: complete } : {}),
  });
  const repl = new Repl(client, io, printer, timeoutMs);
  if (terminal) greet(lines, io, repl, client);
  for await (const line of lines) {
    await repl.run(line);
    if (repl.ended) break;
    if (terminal) lines.prompt();
  }
  lines.close();
  return terminal ? EXIT.ok : repl.exitCode;
}

function greet(lines: Interface, io: CliIo, repl: Repl, client: Client): void {
  io.stdout.write(`Talking to ${client.endpoints.join(', ')}. Type help, or exit.\n`);
  lines.on('SIGINT', () => {
    if (repl.interrupt()) return;
    io.stdout.write('\n(exit or Ctrl-D to leave)\n');
    lines.prompt();
  });
  lines.prompt();
}

class Repl {
  exitCode: ExitCode = EXIT.ok;
  ended = false;
  readonly #client: Client;
  readonly #io: CliIo;
  readonly #printer: Printer;
  readonly #timeoutMs: number;
  #running: AbortController | undefined;

  constructor(client: Client, io: CliIo, printer: Printer, timeoutMs: number) {
    this.#client = client;
    this.#io = io;
    this.#printer = printer;
    this.#timeoutMs = timeoutMs;
  }

  /** Ends the command that runs; false if there is none. */
  interrupt(): boolean {
    this.#running?.abort();
    return this.#running !== undefined;
  }

  async run(line: string): Promise<void> {
    try {
      const words = splitWords(line);
      if (words.length === 0 || words[0]?.startsWith('#') === true) return;
      this.#running = new AbortController();
      await this.#program(this.#running.signal).parseAsync(words, { from: 'user' });
    } catch (error) {
      const code = codeOf(error, this.#printer);
      if (code !== EXIT.ok && this.exitCode === EXIT.ok) this.exitCode = code;
    } finally {
      this.#running = undefined;
    }
  }

  /** New for every line, for commander keeps the options of the last one. */
  #program(signal: AbortSignal) {
    const program = newProgram('seaworthy', this.#io, this.#printer)
      .usage('<command>')
      .helpOption(false)
      .addHelpText('after', '\nQuote what holds blanks: put greeting "hello, world"');
    addCommands(
      program,
      {
        client: () => this.#client,
        printer: () => this.#printer,
        readStdin: () =>
          Promise.reject(new UsageError('`-` is not for here: standard input holds the commands')),
        // That a key does not exist is an answer; it does not make a script fail.
        exit: (code) => {
          if (code !== EXIT.no && this.exitCode === EXIT.ok) this.exitCode = code;
        },
        signal: () => signal,
      },
      () => this.#timeoutMs,
    );
    program
      .command('exit')
      .alias('quit')
      .description('leave')
      .action(() => {
        this.ended = true;
      });
    return program;
  }
}

function complete(line: string): [string[], string] {
  const start = line.trimStart();
  if (start.includes(' ')) return [[], line];
  const hits = NAMES.filter((name) => name.startsWith(start)).map((name) => `${name} `);
  return [hits, start];
}
