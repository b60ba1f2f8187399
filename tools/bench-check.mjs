// Whether anything became slower: measures some shapes and compares their ratios to the floor and to etcd, which hardly
// depend on the machine, with those that bench-ratios.json has. Ends with 1 if one is worse by more than the tolerance.
// On a machine that does other things meanwhile it proves nothing.
// npx nx run tools:bench-check [--tolerance 0.3] [--store: writes bench-ratios.json] [--dir DIRECTORY]
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { measureLoads } from './bench/loads.mjs';
import { compareRatios, ratiosOf } from './bench/ratios.mjs';
import { withWorkplace } from './bench/workplace.mjs';

const STORED = fileURLToPath(new URL('bench-ratios.json', import.meta.url));
const LENGTHS = { rounds: 5, seconds: 1.2, heatSeconds: 5, warmupSeconds: 0.5 };

const { values: flags } = parseArgs({
  options: {
    tolerance: { type: 'string', default: '0.3' },
    store: { type: 'boolean', default: false },
    dir: { type: 'string' },
  },
});
const tolerance = Number(flags.tolerance);
if (!(tolerance > 0 && tolerance < 1))
  throw new RangeError(`--tolerance: expected a number above 0 and below 1, got ${flags.tolerance}`);

const { loads, machine } = await withWorkplace(flags.dir, async (workplace) => ({
  loads: await measureLoads({ ...LENGTHS, ...workplace }, ({ quick }) => quick),
  machine: workplace.machine,
}));
const ratios = ratiosOf(loads);
if (flags.store) {
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(STORED, `${JSON.stringify({ date, machine, ratios }, null, 2)}\n`);
  console.table(ratios);
  console.log(`Written to ${STORED}`);
} else {
  const rows = compareRatios(ratios, JSON.parse(await readFile(STORED, 'utf8')).ratios, tolerance);
  console.table(rows);
  process.exitCode = rows.some(({ verdict }) => verdict === 'WORSE') ? 1 : 0;
}
