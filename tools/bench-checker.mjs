// How fast the checker is. Prints tables, and writes their rows to a file of JSON:
//   1. Registers with unique values, correct and with one stale read: the first check of a fresh process, without and
//      with explanations, and the median of more in the same process. Asked for: decided in under 50 ms.
//   2. A million operations, on one register and on 1,000 keys, in fresh processes: the first check, and the most memory
//      that the process ever held, the history included. Asked for: under 1 s and under 1 GiB.
//   3. The logs that Porcupine is tested with: the search alone, without fast paths, explanations and reading, against
//      Porcupine's own models and readers in Go, in one run and in turn; both collect their garbage before each check,
//      which is not timed. Asked for: at least 3 times as fast.
//   With --long: 4. the growth up to ten million operations, and 5. the histories of 1. with the search alone and in Go.
// npx nx run tools:bench-checker [--rounds 9] [--porcupine DIR] [--long] [--json FILE]
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { buildGoPorcupine } from './checker/go-porcupine.mjs';
import { measureGrid, measureGrowth, measureLarge, measureSearch } from './checker/registers.mjs';
import { compareLogs } from './checker/logs.mjs';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    porcupine: { type: 'string' },
    long: { type: 'boolean', default: false },
    json: { type: 'string', default: 'store/bench-checker.json' },
  },
});
const rounds = Number(flags.rounds);
if (!Number.isSafeInteger(rounds) || rounds < 1)
  throw new RangeError(`--rounds: expected 1 or more, got ${flags.rounds}`);

const machine = `${availableParallelism()} × ${cpus()[0]?.model}, Node ${process.version}`;
console.log(machine);
const report = { machine, rounds };

function show(title, rows) {
  console.log(`\n${title}`);
  console.table(rows);
}

const go = await buildGoPorcupine(flags.porcupine ?? process.env.PORCUPINE_CHECKOUT);
try {
  report.grid = await measureGrid(Math.min(rounds, 3));
  show(
    '1. Registers with unique values, first check of a process (asked: decided in under 50 ms)',
    report.grid,
  );
  report.large = await measureLarge(Math.min(rounds, 3));
  show('2. A million operations in a fresh process (asked: under 1 s and 1 GiB)', report.large);
  if (go.skipped === undefined) {
    report.logs = await compareLogs(go, rounds);
    show(`3. This checker's search against ${go.name} (asked: ratio of 3)`, report.logs.rows);
    console.log(
      `All verdicts agree; warm, ${report.logs.slower} of ${report.logs.files.length} logs take longer than in Go.`,
    );
  } else {
    report.logs = { skipped: go.skipped };
    console.log(`\n3. Go Porcupine skipped: ${go.skipped}`);
  }
  if (flags.long) {
    report.growth = await measureGrowth();
    show(
      '4. Growth: the time divided by n log2 n; the same in all rows if it grows like that',
      report.growth.rows,
    );
    console.log(
      `time ~ n^${report.growth.exponent}; n log n itself is n^${report.growth.expected} between these sizes`,
    );
    report.search = await measureSearch(go.skipped === undefined ? go : undefined);
    show('5. The same histories as in 1., by the search alone, at most 20 s', report.search);
  }
} finally {
  await go.remove?.();
}
await mkdir(dirname(flags.json), { recursive: true });
await writeFile(flags.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(`\nWritten to ${flags.json}`);
