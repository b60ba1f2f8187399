#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkHistory } from './check.ts';
import { HistoryError } from './errors.ts';
import { parseHistory } from './history/history.ts';
import { kv } from './models/kv.ts';
import { register } from './models/register.ts';
import type { CellModel } from './models/register.ts';
import { toJson, toText } from './report.ts';
import type { Verdict } from './result.ts';

const USAGE = `Usage: porcupine check FILE --model kv|register [options]

Decides whether a history (JSON Lines) is linearizable.

Options:
  --model NAME           kv: get, put, append, delete, cas on keys
                         register: read, write, cas
  --time-limit SECONDS   give up with "unknown" after this time
  --memory-limit MB      give up with "unknown" beyond this memory (default 512)
  --json                 print the result as JSON
  --help                 print this

Exit codes: 0 valid, 1 invalid, 2 unknown, 254 bad arguments or history, 255 crash
`;

const EXIT_CODES: Readonly<Record<Verdict, number>> = { valid: 0, invalid: 1, unknown: 2 };
const EXIT_BAD_INPUT = 254;
const EXIT_CRASH = 255;

const MODELS: ReadonlyMap<string, CellModel> = new Map([
  ['kv', kv],
  ['register', register],
]);

/** What the command line touches. */
export interface Io {
  readonly readFile: (path: string) => string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface Command {
  readonly file: string;
  readonly model: CellModel;
  readonly timeLimit: number | undefined;
  readonly memoryLimit: number | undefined;
  readonly json: boolean;
}

class UsageError extends Error {}

/** Runs the command and answers its exit code. */
export function main(args: readonly string[], io: Io): number {
  try {
    const command = parseCommand(args);
    if (command !== undefined) return run(command, io);
    io.out(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof UsageError) {
      io.err(`porcupine: ${error.message}\nTry porcupine --help.\n`);
      return EXIT_BAD_INPUT;
    }
    io.err(`porcupine: internal error: ${error.stack ?? error.message}\n`);
    return EXIT_CRASH;
  }
}

function run({ file, model, timeLimit, memoryLimit, json }: Command, io: Io): number {
  const history = readHistoryFile(file, model, io);
  const result = checkHistory(history, model, {
    ...(timeLimit === undefined ? {} : { timeLimit: timeLimit * 1_000 }),
    ...(memoryLimit === undefined ? {} : { memoryLimit: memoryLimit * 1024 * 1024 }),
  });
  io.out(json ? `${JSON.stringify(toJson(result, model), undefined, 2)}\n` : toText(result, model));
  return EXIT_CODES[result.verdict];
}

function readHistoryFile(file: string, model: CellModel, io: Io) {
  let text: string;
  try {
    text = io.readFile(file);
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
  try {
    return parseHistory(text, model);
  } catch (error) {
    if (error instanceof HistoryError) throw new UsageError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

function parseCommand(args: readonly string[]): Command | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [command, file, ...rest] = positionals;
  if (command !== 'check') {
    throw new UsageError(`expected the command check, found ${command ?? 'nothing'}`);
  }
  if (file === undefined) throw new UsageError('expected the FILE of a history');
  if (rest.length > 0) throw new UsageError(`expected one FILE, found also ${rest.join(' ')}`);
  const model = MODELS.get(values.model ?? '');
  if (model === undefined) {
    throw new UsageError(`expected --model to be kv or register, found ${values.model ?? 'nothing'}`);
  }
  return {
    file,
    model,
    timeLimit: readNumber('--time-limit', 'seconds', values['time-limit']),
    memoryLimit: readNumber('--memory-limit', 'megabytes', values['memory-limit']),
    json: values.json === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        'time-limit': { type: 'string' },
        'memory-limit': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function readNumber(option: string, unit: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`expected ${option} to be a positive number of ${unit}, found ${text}`);
}

function isEntryPoint(): boolean {
  const [, script] = process.argv;
  if (script === undefined) return false;
  try {
    // npm links commands: compare what the links point to.
    return realpathSync(script) === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
}

if (isEntryPoint()) {
  process.exitCode = main(process.argv.slice(2), {
    readFile: (path) => readFileSync(path, 'utf8'),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}
