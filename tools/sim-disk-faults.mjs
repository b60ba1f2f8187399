// Five simulated nodes, of which two have disks that rot, tear writes and send them elsewhere, again and again, while
// leaders crash and are cut off. Nothing acknowledged may be lost, and every node must come back to duty by itself.
// npx nx run tools:sim-disk-faults [--seeds 1..1000] [--fragile 2]
import { parseArgs } from 'node:util';

import { choosePlan } from '../packages/chaos/dist/sim/world/choose-plan.js';
import { simulate } from '../packages/chaos/dist/sim/world/simulate.js';
import { SeededRandom } from '../packages/core/dist/testing/index.js';

const { values: flags } = parseArgs({
  options: { seeds: { type: 'string', default: '1..1000' }, fragile: { type: 'string', default: '2' } },
});
const [first, last] = flags.seeds.split('..').map(Number);
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first > last)
  throw new RangeError(`--seeds: expected a range such as 1..1000, got ${flags.seeds}`);

const fragile = Number(flags.fragile);
const SIZE = 5;
const DURATION_MS = 30_000;
const DAMAGE = ['bit-rot', 'torn-write', 'misdirected-write'];

function faultsOf(seed) {
  const random = new SeededRandom(seed ^ 0xd15c);
  const first = random.below(SIZE);
  const weak = Array.from({ length: fragile }, (_, at) => 1 + ((first + at) % SIZE));
  const faults = [];
  for (let atMs = 2_000; atMs < DURATION_MS - 5_000; atMs += 300 + random.below(3_000)) {
    const kind = random.below(12);
    if (kind >= 10) {
      faults.push(...siege(random, weak, atMs));
      atMs += 4_000;
    } else if (kind < 6) faults.push({ type: random.pick(DAMAGE), atMs, node: random.pick(weak) });
    else if (kind < 8)
      faults.push({
        type: 'crash',
        atMs,
        forMs: random.pick([100, 1_200]),
        nodes: [random.pick(['leader', 'follower'])],
        survival: random.pick([0, 0.5, 1]),
      });
    else
      faults.push({
        type: 'partition',
        atMs,
        forMs: 800,
        isolate: [random.pick(['leader', 'random'])],
        direction: 'both',
      });
  }
  return faults;
}

/**
 * Three nodes commit what the two others miss; then two disks of the three are damaged, the third node is cut off, and the
 * two others are back: whoever votes without a memory elects one of those.
 */
function siege(random, weak, atMs) {
  const [one, two] = weak;
  const others = [1, 2, 3, 4, 5].filter((node) => node !== one && node !== two);
  const third = random.pick(others);
  const late = others.filter((node) => node !== third);
  return [
    { type: 'partition', atMs, forMs: 2_000, isolate: late, direction: 'both' },
    { type: random.pick(DAMAGE), atMs: atMs + 1_800, node: one },
    { type: random.pick(DAMAGE), atMs: atMs + 1_800, node: two },
    { type: 'partition', atMs: atMs + 1_950, forMs: 1_500, isolate: [third], direction: 'both' },
  ];
}

const verdicts = { valid: 0, unknown: 0, invalid: 0 };
let damage = 0;
let repairs = 0;
for (let seed = first; seed <= last; seed++) {
  const plan = {
    ...choosePlan(seed),
    size: SIZE,
    spares: 0,
    durationMs: DURATION_MS,
    faults: faultsOf(seed),
  };
  const { verdict, violation, exercised } = await simulate(plan);
  verdicts[verdict]++;
  damage += exercised.diskFaults;
  repairs += exercised.repairs;
  if (violation !== null) console.log(`seed ${seed}: ${violation.property}: ${violation.message}`);
}
console.log(
  `${last - first + 1} seeds: ${verdicts.valid} valid, ${verdicts.unknown} unknown, ${verdicts.invalid} invalid; ${damage} faults of disks, ${repairs} repairs`,
);
process.exitCode = verdicts.invalid > 0 ? 1 : 0;
