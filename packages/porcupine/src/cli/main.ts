import { basename } from 'node:path';
import { checkAsync } from '../check.ts';
import { HistoryError, ModelError } from '../errors.ts';
import { readHistoryStream } from '../history/bytes.ts';
import type { History } from '../history/history.ts';
import { renderPicture } from '../picture/render.ts';
import { checkParallel } from '../parallel/check-parallel.ts';
import { toJson, toText } from '../report.ts';
import type { CheckResult, Verdict } from '../result.ts';
import { parseCommand, USAGE, UsageError } from './command.ts';
import type { CheckCommand } from './command.ts';
import { loadModel } from './load-model.ts';
import type { LoadedModel } from './load-model.ts';
import { ProgressLine } from './progress.ts';

const EXIT_CODES: Readonly<Record<Verdict, number>> = { valid: 0, invalid: 1, unknown: 2 };
const EXIT_BAD_INPUT = 254;
const EXIT_CRASH = 255;

/** What the command line touches. */
export interface Io {
  /** The bytes of a file; of the standard input for `-`. Throws once `signal` is aborted. */
  readonly read: (path: string) => AsyncIterable<Uint8Array>;
  readonly writeFile: (path: string, text: string) => Promise<void>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** The width of the terminal that `err` goes to; `undefined` when it goes elsewhere. */
  readonly columns: number | undefined;
  /** Aborted when the user asks to end. */
  readonly signal: AbortSignal;
}

/** Runs the command and answers its exit code. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    const command = parseCommand(args);
    if (command !== undefined) return await run(command, io);
    io.out(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof UsageError) {
      io.err(`porcupine: ${error.message}\nTry porcupine --help.\n`);
      return EXIT_BAD_INPUT;
    }
    io.err(
      `porcupine: ${error instanceof ModelError ? blameModel(error) : `internal error: ${stackOf(error)}`}\n`,
    );
    return EXIT_CRASH;
  }
}

function blameModel({ message, operation, cause }: ModelError): string {
  const where = operation === undefined ? [] : [`operation: ${JSON.stringify(operation)}`];
  return [message, ...where, ...(cause instanceof Error ? [stackOf(cause)] : [])].join('\n');
}

function stackOf(error: Error): string {
  return error.stack ?? error.message;
}

async function run(command: CheckCommand, io: Io): Promise<number> {
  const loaded = await loadModel(command.model);
  const history = await readHistory(command, loaded, io);
  if (history === undefined) {
    io.err('porcupine: interrupted before the history was read\n');
    return EXIT_CODES.unknown;
  }
  const result = await checkHistory(command, loaded, history, io);
  const { model } = loaded;
  if (command.html !== undefined) await draw(command, command.html, loaded, history, result, io);
  io.out(command.json ? print(toJson(result, model, command.orders)) : toText(result, model));
  return EXIT_CODES[result.verdict];
}

function print(data: unknown): string {
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

async function readHistory({ file, format }: CheckCommand, { model }: LoadedModel, io: Io) {
  try {
    return await readHistoryStream(io.read(file), model, format === undefined ? {} : { format });
  } catch (error) {
    if (io.signal.aborted) return undefined;
    if (error instanceof HistoryError) throw new UsageError(`${file}: ${error.message}`, { cause: error });
    if (isSystemError(error)) throw new UsageError(`cannot read ${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function draw(
  { file }: CheckCommand,
  path: string,
  { model }: LoadedModel,
  history: History<unknown, unknown>,
  result: CheckResult<unknown, unknown>,
  io: Io,
): Promise<void> {
  const { time } = history;
  const title = file === '-' ? model.name : basename(file);
  const page = renderPicture(history, result, { model, title, ...(time === undefined ? {} : { time }) });
  try {
    await io.writeFile(path, page);
  } catch (error) {
    if (isSystemError(error))
      throw new UsageError(`cannot write ${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** An error of the operating system, such as ENOENT. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

async function checkHistory(
  { workers, timeLimit, memoryLimit }: CheckCommand,
  { model, reference }: LoadedModel,
  { operations, failed }: History<unknown, unknown>,
  { err, columns, signal }: Io,
): Promise<CheckResult<unknown, unknown>> {
  const line = columns === undefined ? undefined : new ProgressLine(err, columns);
  const options = {
    failed,
    signal,
    ...(line === undefined ? {} : { onProgress: line.show.bind(line) }),
    ...(timeLimit === undefined ? {} : { timeLimit: timeLimit * 1_000 }),
    ...(memoryLimit === undefined ? {} : { memoryLimit: memoryLimit * 1024 * 1024 }),
  };
  try {
    return workers > 1
      ? await checkParallel(operations, reference, { ...options, workers })
      : await checkAsync(operations, model, options);
  } finally {
    line?.clear();
  }
}
