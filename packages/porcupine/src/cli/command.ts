import { parseArgs } from 'node:util';
import { HISTORY_FORMATS } from '../history/format.ts';
import type { HistoryFormat } from '../history/format.ts';
import { builtInModels } from '../models/built-in.ts';

const MODELS = [...builtInModels.keys()].join(', ');

export const USAGE = `Usage: porcupine check FILE --model NAME [options]

Decides whether a history is linearizable. FILE may be - for the standard input.

Options:
  --model NAME           ${MODELS},
                         or the path of a module whose default export is a model (./mine.mjs)
  --format NAME          ${HISTORY_FORMATS.join(', ')}
                         (default: what the file looks like)
  --html FILE            write a picture of the history and what was found
  --json                 print the result as JSON
  --orders               with --json: the orders that were found, in full, and not only how long they are
  --workers NUMBER       check partitions in so many threads (default 1)
  --time-limit SECONDS   give up with "unknown" after this time
  --memory-limit MB      give up with "unknown" beyond this memory (default 512,
                         and more for more than two million operations)
  --help                 print this

Ctrl-C ends a check with what is known by then; a second one ends it at once.

Exit codes: 0 valid, 1 invalid, 2 unknown, 254 bad arguments or history, 255 crash
`;

/** What `porcupine check` is asked to do. */
export interface CheckCommand {
  readonly file: string;
  readonly model: string;
  readonly format: HistoryFormat | undefined;
  readonly html: string | undefined;
  readonly json: boolean;
  /** Whether JSON tells orders in full. */
  readonly orders: boolean;
  readonly workers: number;
  /** Seconds. */
  readonly timeLimit: number | undefined;
  /** Megabytes. */
  readonly memoryLimit: number | undefined;
}

/** The user is wrong, not the program. */
export class UsageError extends Error {}

/**
 * What the arguments ask for; `undefined` for help.
 *
 * @throws {UsageError}
 */
export function parseCommand(args: readonly string[]): CheckCommand | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [command, file, ...rest] = positionals;
  if (command !== 'check') throw new UsageError(`expected the command check, found ${command ?? 'nothing'}`);
  if (file === undefined) throw new UsageError('expected the FILE of a history');
  if (rest.length > 0) throw new UsageError(`expected one FILE, found also ${rest.join(' ')}`);
  return {
    file,
    model: readModel(values.model),
    format: readFormat(values.format),
    html: values.html,
    json: values.json === true,
    orders: readOrders(values.orders === true, values.json === true),
    workers: readWorkers(values.workers),
    timeLimit: readPositive('--time-limit', 'seconds', values['time-limit']),
    memoryLimit: readPositive('--memory-limit', 'megabytes', values['memory-limit']),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        format: { type: 'string' },
        html: { type: 'string' },
        json: { type: 'boolean' },
        orders: { type: 'boolean' },
        workers: { type: 'string' },
        'time-limit': { type: 'string' },
        'memory-limit': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function readModel(name: string | undefined): string {
  if (name !== undefined && (builtInModels.has(name) || isModulePath(name))) return name;
  const found = name ?? 'nothing';
  throw new UsageError(`expected --model to be one of ${MODELS}, or the path of a module, found ${found}`);
}

/** What cannot be taken for a name. */
export function isModulePath(model: string): boolean {
  return /^\.{0,2}\/|^file:|^[A-Za-z]:[\\/]|\.[mc]?[jt]s$/.test(model);
}

function readFormat(name: string | undefined): HistoryFormat | undefined {
  if (name === undefined) return undefined;
  const format = HISTORY_FORMATS.find((known) => known === name);
  if (format !== undefined) return format;
  throw new UsageError(`expected --format to be one of ${HISTORY_FORMATS.join(', ')}, found ${name}`);
}

function readOrders(orders: boolean, json: boolean): boolean {
  if (orders && !json) throw new UsageError('expected --orders to come with --json');
  return orders;
}

function readWorkers(text = '1'): number {
  const workers = Number(text);
  if (/^\d+$/.test(text) && workers >= 1 && workers <= 1_024) return workers;
  throw new UsageError(`expected --workers to be a whole number from 1 to 1024, found ${text}`);
}

function readPositive(option: string, unit: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`expected ${option} to be a positive number of ${unit}, found ${text}`);
}
