// How fast the simulation is: plans of five nodes and a minute of virtual time, drawn from seeds 1, 2, …, run one after
// the other in this process. The last line is a hash of all traces: what only makes the simulation faster leaves it alone.
// npx nx run tools:bench-sim [--runs 60]
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

import { choosePlan } from '../packages/chaos/dist/sim/world/choose-plan.js';
import { simulate } from '../packages/chaos/dist/sim/world/simulate.js';

const { values: flags } = parseArgs({ options: { runs: { type: 'string', default: '60' } } });
const runs = Number(flags.runs);
if (!Number.isSafeInteger(runs) || runs < 1)
  throw new RangeError(`--runs: expected 1 or more, got ${flags.runs}`);

const plans = [];
for (let seed = 1; plans.length < runs; seed++) {
  const plan = choosePlan(seed);
  if (plan.size === 5) plans.push(plan);
}

const traces = createHash('sha256');
const verdicts = { valid: 0, unknown: 0, invalid: 0 };
let steps = 0;
const begin = performance.now();
const cpuBefore = process.cpuUsage();
for (const plan of plans) {
  const result = await simulate(plan);
  verdicts[result.verdict]++;
  steps += result.steps;
  traces.update(result.traceHash);
}
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - begin) / 1_000;

console.log(
  `${runs} runs in ${seconds.toFixed(1)} s: ${(runs / seconds).toFixed(2)}/s, ` +
    `${Math.round(steps / seconds).toLocaleString('en')} steps/s, ` +
    `${(runs / ((user + system) / 1e6)).toFixed(2)} per second of processor time`,
);
console.log(`${verdicts.valid} valid, ${verdicts.unknown} unknown, ${verdicts.invalid} invalid`);
console.log(`Traces: ${traces.digest('hex')}`);
