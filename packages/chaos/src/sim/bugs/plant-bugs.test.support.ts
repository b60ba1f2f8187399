import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { build, type Plugin } from 'esbuild';

import { PLANTED_BUGS } from './catalog.test.support.ts';
import type { Catch, Hunt } from './hunt.test.support.ts';
import { plant, type Edit, type PlantedBug } from './planted-bug.test.support.ts';

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
    await bundle(packages, sound, '', []);
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
    await bundle(packages, file, bug.id, bug.edits);
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

async function bundle(packages: string, outfile: string, id: string, edits: readonly Edit[]): Promise<void> {
  const planted = new Set<string>();
  await build({
    entryPoints: [join(packages, 'chaos', 'src', 'sim', 'bugs', 'hunt.test.support.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@seaworthy/source'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    define: { SEAWORTHY_VERSION: '"0.0.0-bugs"' },
    external: ['bufferutil', 'utf-8-validate'],
    logLevel: 'error',
    plugins: [plantingPlugin(packages, id, edits, planted)],
  });
  for (const { file } of edits)
    if (!planted.has(file)) throw new Error(`${id}: ${file} is not part of what is run`);
}

function plantingPlugin(packages: string, id: string, edits: readonly Edit[], planted: Set<string>): Plugin {
  return {
    name: `planted ${id}`,
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const here = edits.filter(({ file }) => path === join(packages, ...file.split('/')));
        const [first] = here;
        if (first === undefined) return undefined;
        planted.add(first.file);
        return { contents: plant(await readFile(path, 'utf8'), id, here), loader: 'ts' };
      });
    },
  };
}

export { PLANTED_BUGS };
