import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { compare, compareLong, Disagreement, Tally } from './__agreement.ts';
import { compareMany, threads } from './__many.ts';
import { specs } from './__specs.ts';
import type { AnySpec } from './__specs.ts';

const USAGE = `Holds every way through the checker against every order there is, over random small histories of every model.
  --histories N       how many, all models together (default 1,000,000)
  --from SEED         the first seed of each model (default 1)
  --model NAME        only that one; with --seed, only that history
  --explain-every N   compare explanations and inferences, too, of every Nth history (default 10)
`;

/** For every so many small histories, one long one is decided in all ways. */
const LONG = 50;
/** So many histories are put together as one of many keys. */
const MANY = 500;
const PROGRESS_MS = 10_000;

const { values: flags } = parseArgs({
  options: {
    histories: { type: 'string', default: '1000000' },
    from: { type: 'string', default: '1' },
    model: { type: 'string' },
    seed: { type: 'string' },
    'explain-every': { type: 'string', default: '10' },
    help: { type: 'boolean', default: false },
  },
});

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function numberOf(name: 'histories' | 'from' | 'seed' | 'explain-every'): number {
  const number = Number(flags[name]);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new RangeError(`--${name}: expected a whole number from 1, found ${flags[name]}`);
  return number;
}

/** @returns how many histories the checker and the reference differ about. */
async function compareAll(spec: AnySpec, first: number, count: number, tally: Tally): Promise<number> {
  const effort = { explainEvery: flags.seed === undefined ? numberOf('explain-every') : 1 };
  let disagreements = 0;
  let told = performance.now();
  const attempt = async (act: () => void | Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Disagreement)) throw error;
      disagreements += 1;
      print(error.message);
    }
  };
  for (let seed = first; seed < first + count; seed++) {
    await attempt(() => compare(spec, seed, tally, effort));
    if (seed % LONG === 0) await attempt(() => compareLong(spec, seed, tally));
    if ((seed - first + 1) % MANY === 0) {
      const seeds = Array.from({ length: MANY }, (_, i) => seed - MANY + 1 + i);
      await attempt(() => compareMany(spec, seeds, tally, [threads]));
    }
    if (performance.now() - told < PROGRESS_MS) continue;
    told = performance.now();
    process.stderr.write(`${spec.name}: ${seed - first + 1} of ${count}, ${disagreements} disagreements\n`);
  }
  return disagreements;
}

function show(spec: AnySpec, tally: Tally, disagreements: number): void {
  const { histories, valid, long, explanations, inferences } = tally;
  const count = (number: number) => number.toLocaleString('en');
  print(
    `\n${spec.name}: ${count(histories)} histories, ${count(valid)} of them valid; ${disagreements} disagreements`,
  );
  for (const [method, counts] of tally.methods)
    print(`  ${count(counts.valid)} partitions valid and ${count(counts.invalid)} invalid by ${method}`);
  for (const [way, verdicts] of tally.ways) print(`  ${count(verdicts)} verdicts: ${way}`);
  print(`  ${count(long)} long histories about which all ways agree`);
  print(`  ${count(explanations)} explanations, ${count(inferences)} inferences`);
}

async function main(): Promise<void> {
  if (flags.help) return print(USAGE);
  const chosen = specs.filter(({ name }) => flags.model === undefined || name === flags.model);
  if (chosen.length === 0) {
    throw new RangeError(
      `--model: expected one of ${specs.map(({ name }) => name).join('; ')}, found ${flags.model}`,
    );
  }
  const count = flags.seed === undefined ? Math.ceil(numberOf('histories') / chosen.length) : 1;
  const first = flags.seed === undefined ? numberOf('from') : numberOf('seed');
  const begin = performance.now();
  let disagreements = 0;
  let histories = 0;
  for (const spec of chosen) {
    const tally = new Tally();
    const found = await compareAll(spec, first, count, tally);
    show(spec, tally, found);
    disagreements += found;
    histories += tally.histories;
  }
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
  print(`\n${histories.toLocaleString('en')} histories agree, ${disagreements} disagree; ${minutes} minutes`);
  print(`${availableParallelism()} processors, Node ${process.version}, seeds from ${first}`);
  if (disagreements > 0) process.exitCode = 1;
}

await main();
