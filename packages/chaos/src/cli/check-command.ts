import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';

import {
  builtInModels,
  checkAsync,
  HistoryError,
  readHistoryStream,
  renderPicture,
  type BuiltInModel,
  type CheckResult,
  type History,
  type HistoryFormat,
  type UnknownReason,
} from '@seaworthy/porcupine';

import { ChaosError, messageOf } from '../errors.ts';
import { exitCodeOf } from '../run/exit-codes.ts';
import { formatDuration } from '../temporal.ts';

/** What histories can be about. */
export const MODEL_NAMES: readonly string[] = [...builtInModels.keys()];

export interface CheckCommandOptions {
  /** One of {@link MODEL_NAMES}. */
  readonly model: string;
  /** Default: the format that the file looks like. */
  readonly format?: HistoryFormat;
  /** Where to write a picture of the history. */
  readonly html?: string;
  readonly json: boolean;
  readonly timeLimitMs: number;
  /** Ends the check with what is known by then. */
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
}

type AnyHistory = History<unknown, unknown>;
type AnyResult = CheckResult<unknown, unknown>;

/**
 * Checks a history from a file, or from the standard input for `-`; answers the exit code.
 *
 * @throws {ChaosError} when a file cannot be read or written, or holds no history.
 */
export async function checkCommand(file: string, options: CheckCommandOptions): Promise<number> {
  const { model: name, html, json, timeLimitMs, signal, print } = options;
  const model = builtInModels.get(name);
  if (model === undefined) throw new ChaosError('bad_arguments', `there is no model "${name}"`);
  const history = await readHistory(file, model, options);
  if (history === undefined) {
    print('UNKNOWN: interrupted before the history was read');
    return exitCodeOf('unknown');
  }
  const result = await checkAsync(history.operations, model, {
    failed: history.failed,
    timeLimit: timeLimitMs,
    signal,
  });
  if (html !== undefined) await draw(html, history, result, model);
  const summary = summarize(history, result, name);
  print(json ? JSON.stringify(summary, null, 2) : describe(summary));
  return exitCodeOf(result.verdict);
}

async function readHistory(
  file: string,
  model: BuiltInModel,
  { format, signal }: Pick<CheckCommandOptions, 'format' | 'signal'>,
): Promise<AnyHistory | undefined> {
  const bytes: Readable = file === '-' ? process.stdin : createReadStream(file);
  try {
    return await readHistoryStream(
      addAbortSignal(signal, bytes),
      model,
      format === undefined ? {} : { format },
    );
  } catch (cause) {
    if (signal.aborted) return undefined;
    if (cause instanceof HistoryError)
      throw new ChaosError('bad_history', `${file}: ${cause.message}`, { cause });
    throw new ChaosError('unreadable_file', `cannot read the history ${file}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

async function draw(
  path: string,
  history: AnyHistory,
  result: AnyResult,
  model: BuiltInModel,
): Promise<void> {
  const { time } = history;
  const page = renderPicture(history, result, { model, ...(time === undefined ? {} : { time }) });
  try {
    await writeFile(path, page);
  } catch (cause) {
    throw new ChaosError('bad_arguments', `cannot write the picture ${path}: ${messageOf(cause)}`, { cause });
  }
}

const REASONS: Readonly<Record<UnknownReason, string>> = {
  time: 'the search ran out of time',
  memory: 'the search ran out of memory',
  aborted: 'the check was aborted',
  stopped: 'the search was stopped',
};

function summarize(history: AnyHistory, { verdict, reason, partitions, stats }: AnyResult, model: string) {
  return {
    verdict,
    model,
    operations: history.operations.length + history.failed.length,
    anomalies: partitions.flatMap(({ key, explanation }) => {
      if (explanation === undefined) return [];
      const { kind, sentence, operations, minimal } = explanation;
      return [{ key, kind, sentence: `${sentence}.`, operations, minimal }];
    }),
    ...(reason === undefined ? {} : { reason: REASONS[reason] }),
    milliseconds: stats.elapsed,
  };
}

function describe(summary: ReturnType<typeof summarize>): string {
  const { verdict, model, operations, anomalies, reason, milliseconds } = summary;
  const why = reason === undefined ? '' : `: ${reason}`;
  return [
    `${verdict.toUpperCase()}${why} (${operations} operations, model "${model}", ${formatDuration(milliseconds)})`,
    ...anomalies.flatMap(({ sentence, operations: indices, minimal }) => [
      `  - ${sentence}`,
      `    ${minimal ? 'The smallest set' : 'A set'} of operations that cannot be ordered, by index: ${indices.join(', ')}`,
    ]),
  ].join('\n');
}
