import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { bundle } from '../../planting/bundle.test.support.ts';
import { PLANTED_BUGS } from './catalog.test.support.ts';
import type { Catch, Hunt } from './hunt.test.support.ts';
import type { PlantedBug } from './planted-bug.test.support.ts';

const HUNT = 'chaos/src/sim/bugs/hunt.test.support.ts';
const MAX_SEEDS = 60;

/** What came of one bug: when and by what it was caught, and whether the sound system raised an alarm over the same seeds. */
export interface Outcome {
  readonly bug: PlantedBug;
  readonly caught: Catch | null;
  readonly falseAlarm: Catch | null;
  readonly error: string | null;
}

/** Plants each bug in turn and lets seeds run until it is caught. `packages` is the directory of all packages. */
export async function plantBugs(
  packages: string,
  bugs: readonly PlantedBug[],
  onOutcome: (outcome: Outcome) => void,
): Promise<readonly Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-bugs-'));
  try {
    const sound = join(folder, 'sound.mjs');
    await bundle({ packages, entry: HUNT, outfile: sound, bug: null });
    const waiting = [...bugs];
    const outcomes: Outcome[] = [];
    const worker = async (): Promise<void> => {
      for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
        const outcome = await tryBug(packages, folder, sound, bug);
        outcomes.push(outcome);
        onOutcome(outcome);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    return outcomes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryBug(packages: string, folder: string, sound: string, bug: PlantedBug): Promise<Outcome> {
  const file = join(folder, `${bug.id}.mjs`);
  const { overrides = {} } = bug;
  try {
    await bundle({ packages, entry: HUNT, outfile: file, bug });
    const caught = await hunt(file, { overrides, from: 1, to: MAX_SEEDS });
    const falseAlarm = caught === null ? null : await hunt(sound, { overrides, from: 1, to: caught.seed });
    return { bug, caught, falseAlarm, error: null };
  } catch (error) {
    return { bug, caught: null, falseAlarm: null, error: String(error) };
  }
}

async function hunt(file: string, task: Hunt): Promise<Catch | null> {
  const { stdout } = await promisify(execFile)(process.execPath, [file, JSON.stringify(task)], {
    maxBuffer: 1 << 26,
    timeout: 600_000,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null') as Catch | null;
}

export { PLANTED_BUGS };
