import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { plant } from './__bug.ts';
import type { Bug } from './__bug.ts';
import type { Catch } from './__hunt.ts';

/** A checker that goes round in circles has been caught, too: one that takes so long over a hunt, unless told. */
const LIMIT_MS = 180_000;

/** What came of one bug. */
export interface Outcome {
  readonly bug: Bug;
  readonly caught: Catch | 'does not end' | null;
  readonly milliseconds: number;
}

/**
 * Plants one bug after the other in a copy of the checker, and holds that against the reference.
 *
 * @param src the directory of the sources.
 * @param seeds how many seeds of each model are tried.
 * @param limitMs how long one hunt may take.
 */
export async function plantBugs(
  src: string,
  bugs: readonly Bug[],
  seeds: number,
  onOutcome: (outcome: Outcome) => void = () => undefined,
  limitMs = LIMIT_MS,
): Promise<Outcome[]> {
  return await inFolder(async (folder) => {
    const outcomes: Outcome[] = [];
    for (const bug of bugs) {
      const begin = performance.now();
      const caught = await hunt(src, join(folder, `${bug.id}.mjs`), bug, seeds, limitMs);
      const outcome = { bug, caught, milliseconds: performance.now() - begin };
      outcomes.push(outcome);
      onOutcome(outcome);
    }
    return outcomes;
  });
}

/** What the same hunt, however long it takes, finds in the checker as it is. */
export async function huntSound(src: string, seeds: number): Promise<Outcome['caught']> {
  return await inFolder((folder) => hunt(src, join(folder, 'sound.mjs'), undefined, seeds, 0));
}

async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-porcupine-bugs-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function hunt(
  src: string,
  outfile: string,
  bug: Bug | undefined,
  seeds: number,
  timeout: number,
): Promise<Outcome['caught']> {
  await bundle(src, outfile, bug);
  try {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [outfile, String(seeds)], { timeout });
    return JSON.parse(stdout) as Catch | null;
  } catch (error) {
    if ((error as { killed?: boolean }).killed === true) return 'does not end';
    throw error;
  }
}

async function bundle(src: string, outfile: string, bug: Bug | undefined): Promise<void> {
  const planted: string[] = [];
  await build({
    entryPoints: [join(src, 'bugs', '__hunt.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    plugins: bug === undefined ? [] : [planting(src, bug, planted)],
  });
  if (bug !== undefined && planted.length !== 1)
    throw new Error(`${bug.id}: ${bug.edit.file} is not part of what is run`);
}

function planting(src: string, bug: Bug, planted: string[]): Plugin {
  const place = join(src, ...bug.edit.file.split('/'));
  return {
    name: `planted ${bug.id}`,
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path !== place) return undefined;
        planted.push(path);
        return { contents: plant(await readFile(path, 'utf8'), bug), loader: 'ts' };
      });
    },
  };
}
