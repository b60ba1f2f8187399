import { checkHistory, kv, readHistory } from '@seaworthy/porcupine';

import { Recorder } from '../../history/recorder.ts';
import type { Plan, RunResult } from '../plan.ts';
import { SafetyWatch } from '../safety/safety-watch.ts';
import { Clients } from './clients.ts';
import { Faults } from './faults.ts';
import { finish } from './finish.ts';
import { World, type Watch } from './world.ts';

export interface SimulateOptions {
  /** Hears every line of the trace. */
  readonly trace?: (line: string) => void;
  readonly watch?: Watch;
}

/** So many looks at its clock the checker may take; then it does not know. A measure of effort, not of time. */
const CHECKER_EFFORT = 20_000;
const CHECKER_BYTES = 256 * 1024 * 1024;

/** Runs a plan to its end or to its first violation. */
export async function simulate(plan: Plan, options: SimulateOptions = {}): Promise<RunResult> {
  const world = new World({ plan, watch: options.watch ?? new SafetyWatch(), trace: options.trace });
  const recorder = new Recorder(null, () => BigInt(Math.round(world.scheduler.nowMs * 1e6)));
  const clients = new Clients(world, recorder);
  const faults = new Faults(world);
  for (const node of world.nodes) node.start();
  clients.start();
  faults.schedule(plan.faults);
  await world.run(plan.durationMs);
  if (world.violation === null) await finish(world, faults, clients);
  const unknown = world.violation === null ? judge(world, recorder) : null;
  return {
    plan,
    verdict: world.violation !== null ? 'invalid' : unknown === null ? 'valid' : 'unknown',
    reason: unknown,
    violation: world.violation,
    exercised: { ...world.exercised },
    traceHash: world.traceHash,
    steps: world.steps,
    virtualMs: world.scheduler.nowMs,
  };
}

/** Checks the history. Says why there is no verdict, if there is none. */
function judge(world: World, recorder: Recorder): string | null {
  let looks = 0;
  const history = readHistory(recorder.events, kv);
  const result = checkHistory(history, kv, {
    timeLimit: CHECKER_EFFORT,
    explainTimeLimit: CHECKER_EFFORT,
    memoryLimit: CHECKER_BYTES,
    now: () => looks++,
  });
  if (result.verdict === 'invalid') {
    const sentences = result.partitions.flatMap(({ explanation }) => explanation?.sentence ?? []);
    world.violate('linearizability', sentences.join('; '));
    return null;
  }
  if (result.verdict === 'unknown') return `the history could not be judged (${result.reason ?? ''})`;
  return whyNothingProven(world);
}

function whyNothingProven({ exercised }: World): string | null {
  if (exercised.operations === 0) return 'no operation succeeded';
  const { elections, truncations, snapshotsInstalled, configurations, recoveries } = exercised;
  const met = elections > 1 || truncations + snapshotsInstalled + configurations + recoveries > 0;
  return met ? null : 'the run met no election but the first, no truncation, snapshot, change or recovery';
}
