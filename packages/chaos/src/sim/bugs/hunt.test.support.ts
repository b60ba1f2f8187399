import type { Plan } from '../plan.ts';
import { choosePlan } from '../world/choose-plan.ts';
import { simulate } from '../world/simulate.ts';

/** What a hunting process is told, as JSON in its first argument. */
export interface Hunt {
  readonly overrides: Partial<Plan>;
  readonly from: number;
  readonly to: number;
}

/** What it prints: the first run that was not as it should be, or null. */
export interface Catch {
  readonly seed: number;
  readonly property: string;
  readonly message: string;
  /** Virtual time of all runs together until then. */
  readonly virtualMs: number;
  readonly wallMs: number;
}

const { overrides, from, to } = JSON.parse(process.argv[2] ?? '{}') as Hunt;
const beganMs = performance.now();
let virtualMs = 0;
let caught: Catch | null = null;
for (let seed = from; seed <= to && caught === null; seed++) {
  const { violation, virtualMs: took } = await simulate(choosePlan(seed, overrides));
  virtualMs += violation?.atMs ?? took;
  if (violation === null) continue;
  const wallMs = performance.now() - beganMs;
  caught = { seed, property: violation.property, message: violation.message, virtualMs, wallMs };
}
process.stdout.write(`${JSON.stringify(caught)}\n`);
