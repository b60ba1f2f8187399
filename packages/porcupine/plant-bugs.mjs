// Plants every known bug in a copy of the checker, in turn, and prints which history caught it on which way through the
// checker. `node plant-bugs.mjs [ID …]` tries only some. Exits with 1 if one is not caught, or if the sound checker is
// caught over the same histories.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { BUGS } from './dist/bugs/__bugs.js';
import { huntSound, plantBugs } from './dist/bugs/__plant.js';

/** Of each model. */
const SEEDS = 5_000;
/** What takes so many times as long as the checker as it is does not end. */
const PATIENCE = 3;

const src = join(dirname(fileURLToPath(import.meta.url)), 'src');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !BUGS.some((bug) => bug.id === id));
if (unknown.length > 0) throw new Error(`there is no planted bug ${unknown.join(', ')}`);
const bugs = wanted.length === 0 ? BUGS : BUGS.filter(({ id }) => wanted.includes(id));

function words(caught) {
  if (caught === null) return 'NOT CAUGHT';
  if (typeof caught === 'string') return caught;
  return `seed ${String(caught.seed).padStart(4)} of ${caught.spec}: ${caught.way}`;
}

const begin = performance.now();
const sound = await huntSound(src, SEEDS);
const limitMs = Math.ceil(PATIENCE * (performance.now() - begin));
if (sound !== null) throw new Error(`the checker as it is: ${words(sound)}`);
console.log(`no alarm over ${SEEDS} seeds of each model in the checker as it is`);
let done = 0;
function tell({ bug, caught, milliseconds }) {
  const count = `${String(++done).padStart(2)}/${bugs.length}`;
  const seconds = (milliseconds / 1_000).toFixed(1).padStart(5);
  console.log(`${count} ${bug.id.padEnd(40)} ${seconds} s  ${words(caught)}`);
}
const outcomes = await plantBugs(src, bugs, SEEDS, tell, limitMs);
const missed = outcomes.filter(({ caught }) => caught === null);
console.log(`${outcomes.length - missed.length} of ${outcomes.length} caught`);
if (missed.length > 0) process.exitCode = 1;
