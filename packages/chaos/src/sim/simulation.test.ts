import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { WorkerPool } from './pool/worker-pool.ts';
import { runSeeds, type SeedsResults } from './run-seeds.ts';
import { choosePlan } from './world/choose-plan.ts';
import { simulate } from './world/simulate.ts';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));
const SEEDS = [3, 4, 5, 6];
const DURATION_MS = 8_000;

let store: string;

beforeAll(async () => {
  store = await mkdtemp(join(tmpdir(), 'seaworthy-simulation-'));
});

afterAll(async () => {
  await rm(store, { recursive: true });
});

/** The command in a process of its own. */
async function seaworthyChaos(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const node = ['--conditions', '@seaworthy/source', '--import', 'tsx', 'src/cli.ts'];
  const all = [...node, 'run', '--env', 'sim', '--store', store, '--duration', `${DURATION_MS}ms`, ...args];
  const child = spawn(process.execPath, all, { cwd: PACKAGE, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

describe('a simulation', () => {
  it('finds nothing wrong with the system, over a few dozen seeds', async () => {
    const results = await runSeeds({
      what: { first: 1, last: 30 },
      overrides: { durationMs: 12_000 },
      folder: null,
      shrinkRuns: 0,
    });
    expect(results.failures.map(({ seed, violation }) => ({ seed, ...violation }))).toEqual([]);
    expect(results.crashed).toEqual([]);
    expect(results.verdict).toBe('valid');
    // What is rarer, such as a snapshot that is installed, takes more seeds or more time than a test has.
    const { elections, recoveries, crashes, partitions, diskFaults, snapshotsTaken, operations } =
      results.exercised;
    const counts = { elections, recoveries, crashes, partitions, diskFaults, snapshotsTaken, operations };
    for (const [name, count] of Object.entries(counts)) expect(`${name} ${count}`).not.toBe(`${name} 0`);
  });

  it('is the same to the last byte in two processes, whatever the number of workers', async () => {
    const range = `${SEEDS[0]}..${SEEDS.at(-1)}`;
    const [one, two] = await Promise.all([
      seaworthyChaos('--seeds', range, '--json', '--workers', '1'),
      seaworthyChaos('--seeds', range, '--json', '--workers', '2'),
    ]);
    const first = JSON.parse(one.out) as SeedsResults;
    const second = JSON.parse(two.out) as SeedsResults;
    expect(first.done).toBe(SEEDS.length);
    expect(second.digest).toBe(first.digest);
    expect(second.steps).toBe(first.steps);
    expect(second.exercised).toEqual(first.exercised);
  });

  it('is the same within a worker, in this process, and a second time', async () => {
    const pool = new WorkerPool({ size: 2 });
    for (const seed of SEEDS) {
      const plan = choosePlan(seed, { durationMs: DURATION_MS });
      const [there, again] = await Promise.all([pool.run(plan), pool.run(plan)]);
      const here = await simulate(plan);
      expect(there).toEqual({ type: 'result', result: here });
      expect(again).toEqual(there);
    }
    pool.close();
  });

  it('differs from seed to seed', async () => {
    const hashes = new Set<string>();
    for (const seed of SEEDS) hashes.add((await simulate(choosePlan(seed, { durationMs: 3_000 }))).traceHash);
    expect(hashes.size).toBe(SEEDS.length);
  });

  it('writes its trace, of which the hash is the hash, to a file and to standard output', async () => {
    const { traceHash } = await simulate(choosePlan(6, { durationMs: DURATION_MS }));
    const path = join(store, 'trace.txt');
    const toFile = await seaworthyChaos('--seeds', '6', '--trace', path);
    expect(toFile.out).toContain(`Trace: ${path}`);
    const text = await readFile(path);
    expect(createHash('sha256').update(text).digest('hex')).toBe(traceHash);
    const toOutput = await seaworthyChaos('--seed', '6', '--trace', '-');
    expect(createHash('sha256').update(toOutput.out).digest('hex')).toBe(traceHash);
    expect(toOutput.err).toContain('VALID: 1 valid');
  });
});
