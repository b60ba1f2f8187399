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
    const kind = random.below(10);
    if (kind < 6) faults.push({ type: random.pick(DAMAGE), atMs, node: random.pick(weak) });
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
