import { InvalidArgumentError, type Command } from 'commander';
import type { LoadPlanInput } from '../bench/index.ts';
import type { CliIo, ExitCode } from './io.ts';
import type { Printer } from './printer.ts';
import { parseSeconds } from './times.ts';

export interface BenchContext {
  readonly io: CliIo;
  readonly printer: Printer;
  readonly endpoints: () => string;
  readonly timeoutMs: () => number;
  readonly exit: (code: ExitCode) => void;
}

/** A plan as the options tell it. */
export interface BenchOptions extends Omit<LoadPlanInput, 'mix' | 'warmupSeconds' | 'seconds'> {
  readonly shape: string;
  readonly warmup?: number;
  readonly duration?: number;
}

/** Adds the load program. */
export function addBench(program: Command, context: BenchContext): void {
  program
    .command('bench')
    .description('measure how fast the cluster is under a load of your choice')
    .option(
      '--shape <shape>',
      'put, append, cas, get, get-serializable; reads/writes as 90/10; or shares, as get=5,put=3',
      'put',
    )
    .option('--value-bytes <count>', 'length of every value (default: 256)', parseNumber)
    .option('--key-bytes <count>', 'length of every key (default: 16)', parseNumber)
    .option('--keys <count>', 'how many keys there are (default: 1000)', parseNumber)
    .option('--distribution <name>', 'uniform, sequential or zipfian (default: uniform)')
    .option('--in-flight <count>', 'operations that are open at a time (default: 64)', parseNumber)
    .option('--connections <count>', 'connections they are spread over (default: 1)', parseNumber)
    .option('--rate <count>', 'begin so many a second, instead of one when another has ended', parseNumber)
    .option('--warmup <time>', 'load before the first round (default: 2s)', parseSeconds)
    .option('--duration <time>', 'length of a round (default: 5s)', parseSeconds)
    .option('--rounds <count>', 'how many rounds (default: 3)', parseNumber)
    .option('--seed <number>', 'the same seed makes the same operations (default: 1)', parseNumber)
    .option('--fill', 'put every key once before (default: if the shape needs it)')
    .option('--no-fill', 'the keys are there already')
    .addHelpText(
      'after',
      '\nIt writes keys that begin with bench/, and leaves them there. Latencies are in milliseconds; with\n' +
        '--rate they count from when an operation was meant to begin. --timeout is for each operation. Ctrl-C\n' +
        'ends the load and prints what was measured.\n' +
        '\nExit codes: 0 measured; 1 failed, or some operations did; 2 called in the wrong way; 130 interrupted.',
    )
    .action(async (options: BenchOptions) => {
      // Loaded when it is needed, for no other command should wait for it.
      const { bench } = await import('./bench.ts');
      await bench(options, context);
    });
}

function parseNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) throw new InvalidArgumentError('Expected a number.');
  return number;
}
