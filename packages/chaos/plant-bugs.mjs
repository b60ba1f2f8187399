// Plants every known bug in turn, lets the simulator hunt for it, and prints when and by which check each was caught.
// `node plant-bugs.mjs [ID …]` tries only some. Exits with 1 if one is not caught, or the sound system raises an alarm.
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const folder = await mkdtemp(join(here, 'node_modules', '.plant-bugs-'));
try {
  const outfile = join(folder, 'main.mjs');
  await build({
    entryPoints: [join(here, 'src', 'sim', 'bugs', 'plant-bugs.test.support.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const { plantBugs, PLANTED_BUGS } = await import(pathToFileURL(outfile).href);
  const wanted = process.argv.slice(2);
  const bugs = wanted.length === 0 ? PLANTED_BUGS : PLANTED_BUGS.filter(({ id }) => wanted.includes(id));
  const unknown = wanted.filter((id) => !PLANTED_BUGS.some((bug) => bug.id === id));
  if (unknown.length > 0) throw new Error(`there is no planted bug ${unknown.join(', ')}`);
  let done = 0;
  const outcomes = await plantBugs(dirname(here), bugs, (outcome) => {
    console.log(`${String(++done).padStart(3)}/${bugs.length} ${line(outcome)}`);
  });
  const caught = outcomes.filter((outcome) => outcome.caught !== null && outcome.error === null);
  const alarms = outcomes.filter((outcome) => outcome.falseAlarm !== null);
  const walls = caught.map((outcome) => outcome.caught.wallMs).sort((a, b) => a - b);
  const seconds = (ms) => `${((ms ?? 0) / 1_000).toFixed(1)} s`;
  console.log(
    `${caught.length} of ${bugs.length} caught, median ${seconds(walls[Math.floor(walls.length / 2)])}, worst ${seconds(walls.at(-1))}; ` +
      `${alarms.length} false alarms of the sound system over the same seeds`,
  );
  if (caught.length < bugs.length || alarms.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

function line({ bug, caught, falseAlarm, error }) {
  const name = bug.id.padEnd(36);
  if (error !== null) return `${name} FAILED ${error}`;
  if (caught === null) return `${name} NOT CAUGHT`;
  const { seed, property, virtualMs, wallMs } = caught;
  const alarm =
    falseAlarm === null
      ? ''
      : `  FALSE ALARM ${falseAlarm.seed} ${falseAlarm.property}: ${falseAlarm.message}`;
  return `${name} seed ${String(seed).padStart(3)}  ${(virtualMs / 1_000).toFixed(1).padStart(7)} s virtual  ${(wallMs / 1_000).toFixed(1).padStart(5)} s  ${property}${alarm}`;
}
