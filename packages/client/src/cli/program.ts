import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { createClient, type Client } from '../client.ts';
import { addBench } from './bench-command.ts';
import { addCommands } from './commands.ts';
import { codeOf, newProgram } from './parser.ts';
import { EXIT, readAll, UsageError, type CliIo, type ExitCode } from './io.ts';
import { Printer } from './printer.ts';
import { runRepl } from './repl.ts';
import { parseTime } from './times.ts';

const DEFAULT_ENDPOINTS = '127.0.0.1:7400,127.0.0.1:7401,127.0.0.1:7402';
const DEFAULT_TIMEOUT_MS = 5000;

interface GlobalOptions {
  readonly endpoints: string;
  readonly timeout: number;
  readonly json?: true;
}

/** Runs the command line with its arguments; returns the exit code. */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitCode> {
  let client: Client | undefined;
  let exitCode: ExitCode = EXIT.ok;
  // Known before the options are parsed, for mistakes in them are reported in that form too.
  const printer = new Printer(io, args.includes('--json'));
  const program = globalProgram(io, printer);
  const options = (): GlobalOptions => program.opts<GlobalOptions>();
  const newClient = (): Client =>
    createClient({ endpoints: options().endpoints, timeoutMs: options().timeout });
  addCommands(
    program,
    {
      client: () => (client ??= newClient()),
      printer: () => printer,
      readStdin: () => readAll(io.stdin),
      exit: (code) => (exitCode = code),
      signal: () => undefined,
    },
    () => options().timeout,
  );
  addBench(program, {
    io,
    printer,
    endpoints: () => options().endpoints,
    timeoutMs: () => options().timeout,
    exit: (code) => (exitCode = code),
  });
  // So that a command that does not exist comes to the action, and not to its complaint about too many arguments.
  program.allowExcessArguments().action(async () => {
    const [command] = program.args;
    if (command !== undefined) throw new UsageError(`unknown command '${command}'; see seaworthy --help`);
    client = newClient();
    exitCode = await runRepl(client, io, printer, options().timeout);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return codeOf(error, printer);
  } finally {
    await client?.close();
  }
}

function globalProgram(io: CliIo, printer: Printer): Command {
  const { SEAWORTHY_ENDPOINTS: endpoints } = io.env;
  return newProgram('seaworthy', io, printer)
    .description(
      'Read and change the keys of a Seaworthy cluster. Without a command: type commands at a prompt.',
    )
    .version(version())
    .option(
      '--endpoints <list>',
      'servers as host:port, separated by commas; also SEAWORTHY_ENDPOINTS',
      endpoints === undefined || endpoints === '' ? DEFAULT_ENDPOINTS : endpoints,
    )
    .option('--timeout <time>', 'how long a command may take, as 500ms or 5s', parseTime, DEFAULT_TIMEOUT_MS)
    .option('--json', 'print JSON, one object a line')
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 failed; 2 called in the wrong way;\n' +
        '3 the key does not exist (get) or its value was not the expected one (cas); 130 interrupted (bench).',
    )
    .helpCommand(true);
}

function version(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
