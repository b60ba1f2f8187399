import type { Command } from 'commander';
import type { Bytes } from '../bytes.ts';
import type { Client } from '../client.ts';
import { EXIT, UsageError, type ExitCode } from './io.ts';
import { describe, type Printer } from './printer.ts';
import { statusTable } from './status-table.ts';

/** What the commands work with. */
export interface CommandContext {
  readonly client: () => Client;
  readonly printer: () => Printer;
  /** What stands for the value `-`. */
  readonly readStdin: () => Promise<Uint8Array>;
  /** The command ended with this code. */
  readonly exit: (code: ExitCode) => void;
  /** Ends the command before its time. */
  readonly signal: () => AbortSignal | undefined;
}

const MAX_STATUS_MS = 2000;

/** Adds the commands on keys and servers to `program`. */
export function addCommands(program: Command, context: CommandContext, timeoutMs: () => number): void {
  program
    .command('get')
    .description('print the value of a key')
    .argument('<key>')
    .option('--serializable', 'read one server’s own store, which may be behind')
    .action((key: string, { serializable }: { serializable?: true }) =>
      get(context, key, serializable === true),
    );
  program
    .command('put')
    .description('set a key')
    .argument('<key>')
    .argument('<value>', '`-` reads it from standard input')
    .action((key: string, value: string) => write(context, 'put', key, value));
  program
    .command('append')
    .description('add to the end of a key’s value')
    .argument('<key>')
    .argument('<value>', '`-` reads it from standard input')
    .action((key: string, value: string) => write(context, 'append', key, value));
  program
    .command('del')
    .description('delete a key')
    .argument('<key>')
    .action((key: string) => del(context, key));
  program
    .command('cas')
    .description('set a key if its value is the expected one')
    .usage('<key> <expected> <value>\n       seaworthy cas --absent <key> <value>')
    .argument('<key>')
    .argument('<expected>', 'the value that must be there')
    .argument('[value]', 'the new value; `-` reads it from standard input')
    .option('--absent', 'expect that the key does not exist; leave out <expected>')
    .action((key: string, first: string, second: string | undefined, { absent }: { absent?: true }) =>
      absent === true
        ? cas(context, key, null, first, second)
        : cas(context, key, first, required(second, 'value')),
    );
  program
    .command('status')
    .description('show every server: its role, term, leader and log')
    .action(() => status(context, Math.min(timeoutMs(), MAX_STATUS_MS)));
}

async function get(context: CommandContext, key: string, serializable: boolean): Promise<void> {
  const consistency = serializable ? 'serializable' : 'linearizable';
  const state = await context.client().get(key, { consistency, signal: context.signal() });
  if (state !== null) {
    context.printer().value(key, state);
    return;
  }
  const printer = context.printer();
  if (printer.json) printer.result('', { key, value: null });
  else printer.result(`(no key ${JSON.stringify(key)})`, {});
  context.exit(EXIT.no);
}

async function write(
  context: CommandContext,
  op: 'put' | 'append',
  key: string,
  value: string,
): Promise<void> {
  const bytes = await valueOf(context, value);
  const { revision } = await context.client()[op](key, bytes, { signal: context.signal() });
  context.printer().result(`ok, revision ${revision}`, { key, ok: true, revision });
}

async function del(context: CommandContext, key: string): Promise<void> {
  const { existed, revision } = await context.client().delete(key, { signal: context.signal() });
  const words = existed ? `deleted, revision ${revision}` : `nothing to delete, revision ${revision}`;
  context.printer().result(words, { key, existed, revision });
}

async function cas(
  context: CommandContext,
  key: string,
  expected: string | null,
  value: string,
  excess?: string,
): Promise<void> {
  if (excess !== undefined)
    throw new UsageError('with --absent there is no expected value: cas --absent <key> <value>');
  const bytes = await valueOf(context, value);
  const result = await context.client().cas(key, expected, bytes, { signal: context.signal() });
  const { succeeded, revision, current } = result;
  const found = current === null ? 'the key does not exist' : `the value is ${JSON.stringify(current.text)}`;
  const words = succeeded ? `ok, revision ${revision}` : `refused: ${found}, revision ${revision}`;
  const object = { key, succeeded, revision, current: current === null ? null : describe(current) };
  context.printer().result(words, object);
  if (!succeeded) context.exit(EXIT.no);
}

async function status(context: CommandContext, timeoutMs: number): Promise<void> {
  const client = context.client();
  const signal = context.signal();
  const servers = await client.status(undefined, { timeoutMs, signal });
  const printer = context.printer();
  const objects = servers.map((server) =>
    server.reachable ? server : { ...server, error: server.error.message, code: server.error.code },
  );
  printer.result(statusTable(servers), { servers: objects });
  if (!servers.some((server) => server.reachable)) context.exit(EXIT.failed);
}

async function valueOf(context: CommandContext, value: string): Promise<Bytes> {
  return value === '-' ? await context.readStdin() : value;
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new UsageError(`missing required argument '${name}'`);
  return value;
}
