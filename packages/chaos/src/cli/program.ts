import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';

import { HISTORY_FORMATS } from '@seaworthy/porcupine';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

import { ENVIRONMENT_CHOICES } from '../environment/choose-environment.ts';
import { ChaosError, messageOf } from '../errors.ts';
import { FAULT_KINDS } from '../nemesis/schedule.ts';
import { EXIT, exitCodeOf } from '../run/exit-codes.ts';
import { listenForInterrupts } from '../run/interrupt.ts';
import { analyzeRun } from '../run/judge.ts';
import type { Output } from '../run/progress.ts';
import { defaultStore, RunFolder } from '../run/run-folder.ts';
import { summarize } from '../run/summary.ts';
import { parseDuration } from '../temporal.ts';
import { VERSION } from '../version.ts';
import { WORKLOAD_NAMES } from '../workload/make-workload.ts';
import { checkCommand, MODEL_NAMES, type CheckCommandOptions } from './check-command.ts';
import { runCommand } from './run-command.ts';
import { simCommand } from './sim-command.ts';
import { flagOf, SIM_FLAGS } from './sim-options.ts';
import { createStoreServer } from './serve-command.ts';
import { SYSTEM_NAMES } from './options.ts';

export interface CliIo {
  readonly output: Output;
  readonly complain: (text: string) => void;
}

const EXIT_HELP = `
Exit codes: 0 valid, 1 invalid, 2 unknown (also after Ctrl-C, unless something was found), 254 bad arguments, 255 crash.`;

/** Carries out a command line; answers the exit code. */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  let code: number = EXIT.valid;
  const program = makeProgram(io, (exitCode) => (code = exitCode));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.badArguments;
    io.complain(error instanceof ChaosError ? `error: ${error.message}` : describeCrash(error));
    return isBadInput(error) ? EXIT.badArguments : EXIT.crash;
  }
}

const BAD_INPUT: readonly string[] = ['bad_arguments', 'unreadable_file', 'bad_history', 'bad_run_folder'];

function isBadInput(error: unknown): boolean {
  return error instanceof ChaosError && BAD_INPUT.includes(error.code);
}

function describeCrash(error: unknown): string {
  return `crashed: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`;
}

function makeProgram({ output, complain }: CliIo, exit: (code: number) => void): Command {
  const print = (text: string): void => output.write(`${text}\n`);
  const program = new Command('seaworthy-chaos')
    .description('Tests distributed systems: hurts a cluster, records what clients see, and judges it.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.write(text), writeErr: (text) => complain(text.trimEnd()) })
    .showHelpAfterError('(--help tells more)')
    .addHelpText('after', EXIT_HELP);
  addRun(program, { output, complain }, exit);
  program
    .command('check')
    .description(
      'Checks a recorded history: JSON Lines, EDN as Jepsen stores it, or the logs that Porcupine is tested with.',
    )
    .argument('<history>', 'the file, or - for the standard input')
    .addOption(modelOption())
    .addOption(new Option('--format <name>', 'how it is written (default: seen)').choices(HISTORY_FORMATS))
    .option('--html <file>', 'write a picture of the history and what was found')
    .option('--json', 'print the result as JSON', false)
    .option('--time-limit <duration>', 'give up the search after this long', toMs, 120_000)
    .action(async (file: string, { timeLimit, ...flags }: CheckFlags) => {
      exit(await checkUntilInterrupted(file, { ...flags, timeLimitMs: timeLimit, print }, complain));
    });
  program
    .command('analyze')
    .description('Checks a run of the past once more, and writes its results and report anew.')
    .argument('<run>', 'the folder of the run')
    .action(async (path: string) => {
      const folder = new RunFolder(resolve(path));
      const { experiment, results } = await analyzeRun(folder);
      print(summarize(experiment, results, folder.file('report')));
      exit(exitCodeOf(results.verdict));
    });
  program
    .command('serve')
    .description('Shows all runs in a browser on this computer, until interrupted.')
    .option('--port <number>', 'where to listen', toPort, 8080)
    .option('--store <folder>', 'where the runs are kept')
    .action(async ({ port, store }: { port: number; store?: string }) => {
      await serve(resolve(store ?? defaultStore(startFolder())), port, print);
    });
  return program;
}

interface CheckFlags extends Pick<CheckCommandOptions, 'model' | 'format' | 'html' | 'json'> {
  readonly timeLimit: number;
}

function modelOption(): Option {
  return new Option('--model <model>', 'what the history is about')
    .choices(MODEL_NAMES)
    .makeOptionMandatory();
}

async function checkUntilInterrupted(
  file: string,
  options: Omit<CheckCommandOptions, 'signal'>,
  complain: (text: string) => void,
): Promise<number> {
  const interrupt = listenForInterrupts(() => complain('Stopping; once more to stop at once.'));
  try {
    return await checkCommand(file, { ...options, signal: interrupt.signal });
  } finally {
    interrupt.dispose();
  }
}

function addRun(program: Command, io: CliIo, exit: (code: number) => void): void {
  program
    .command('run')
    .description('Runs an experiment: starts a cluster, uses and hurts it, and judges what was seen.')
    .argument(
      '[experiment]',
      'a JSON file with these options as its fields (timeLimit for --time-limit); flags win',
    )
    .option(
      '--env <where>',
      `${ENVIRONMENT_CHOICES.join(', ')}: containers or processes; sim: many simulated clusters (default: auto)`,
    )
    .option('--system <name>', `${SYSTEM_NAMES.join(', ')} (default: seaworthy)`)
    .option('--nodes <number>', 'nodes of the cluster (default: 5)')
    .option('--time-limit <duration>', 'how long faults are injected, such as 60, 90s or 2m (default: 75)')
    .option('--concurrency <number>', 'client processes (default: three per node)')
    .option('--rate <number>', 'operations per second, all processes together (default: 200)')
    .option('--workload <name>', `${WORKLOAD_NAMES.join(', ')} (default: kv)`)
    .option('--nemesis <list>', `what to inject: ${FAULT_KINDS.join(', ')}; or none (default: everything)`)
    .option('--seed <number>', 'determines operations and faults (default: by chance, and printed)')
    .option('--keys <number>', 'keys in use at a time (default: 8)')
    .option('--min-operations <number>', 'with fewer completed operations nothing is proven')
    .option('--keep', 'keep what the nodes stored, in the folder of the run')
    .option(
      '--store <folder>',
      'where runs are kept (default: store, in the root of an nx workspace or here)',
    )
    .option('--name <name>', 'the name of the folder of these runs (default: system-workload)')
    .option('--server <file>', 'another server program (environment local)')
    .option('--image <name>', 'another image (environment docker)')
    .option('--seeds <range>', 'sim: the seeds to run, such as 7 or 1..1000 (default: 1..100)')
    .option('--duration <duration>', 'sim: virtual time of each run (default: 60s)')
    .option('--workers <number>', 'sim: runs at a time (default: one per core)')
    .option('--json', 'sim: print the results as JSON')
    .option('--plan <file>', 'sim: run this plan, as the folder of a failing run has it')
    .option('--trace <file>', 'sim: write down everything that happens in the one run; - for standard output')
    .option(
      '--shrink-runs <number>',
      'sim: runs to spend on making a failing schedule shorter (default: 200)',
    )
    .action(async (file: string | undefined, flags: Record<string, unknown>) => {
      exit(await runIn(file, flags, io));
    });
}

async function runIn(
  file: string | undefined,
  flags: Readonly<Record<string, unknown>>,
  io: CliIo,
): Promise<number> {
  if (flags['env'] === 'sim') {
    if (file === undefined) return await simCommand(flags, io);
    throw new ChaosError('bad_arguments', 'a simulation takes flags alone, and a plan by --plan');
  }
  const [stray] = SIM_FLAGS.filter((name) => flags[name] !== undefined);
  if (stray === undefined) return await runCommand(file, flags, io.output);
  throw new ChaosError('bad_arguments', `${flagOf(stray)} takes --env sim`);
}

function toMs(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('expected a port from 0 to 65535');
}

/** Where the caller is; task runners change the working directory. */
function startFolder(): string {
  return process.env['INIT_CWD'] ?? process.cwd();
}

async function serve(store: string, port: number, print: (text: string) => void): Promise<void> {
  const server = createStoreServer(store);
  const interrupt = listenForInterrupts(() => undefined);
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port: actual } = server.address() as AddressInfo;
    print(`The runs in ${store} are at http://127.0.0.1:${actual}/ (Ctrl-C ends this)`);
    if (!interrupt.signal.aborted) await once(interrupt.signal, 'abort');
  } finally {
    interrupt.dispose();
    server.closeAllConnections();
    server.close();
  }
}
