import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Plan } from './plan.ts';
import { planOf, SCRIPTED_WORKER, SEEDS, violationOf } from './pool/scripted-engine.test.support.ts';
import { runSeeds, type RunSeedsOptions, type SeedsProgress, type SeedsResults } from './run-seeds.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-seeds-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const FATAL: Partial<Plan> = {
  durationMs: 10_000,
  size: 5,
  faults: [
    { type: 'transfer', atMs: 100, to: 'random' },
    { type: 'crash', atMs: 1_000, forMs: 500, nodes: [1], survival: null },
    { type: 'pause', atMs: 2_000, forMs: 500, node: 2 },
    { type: 'transfer', atMs: 9_000, to: 'random' },
  ],
};
const HARMLESS: Partial<Plan> = { faults: [] };

function run(
  first: number,
  last: number,
  overrides: Partial<Plan>,
  more: Partial<RunSeedsOptions> = {},
): Promise<SeedsResults> {
  return runSeeds({
    what: { first, last },
    overrides,
    folder,
    workers: 2,
    pool: { program: SCRIPTED_WORKER },
    ...more,
  });
}

describe('running many seeds', () => {
  it('calls it valid when every run was, and adds up what they went through', async () => {
    const results = await run(1, 8, HARMLESS);
    expect(results).toMatchObject({
      verdict: 'valid',
      total: 8,
      done: 8,
      valid: 8,
      failures: [],
      unknown: [],
      crashed: [],
      interrupted: false,
      steps: 800,
      workers: 2,
    });
    expect(results.exercised).toMatchObject({ elections: 16, operations: 80, crashes: 0 });
    expect(results.runsWith).toMatchObject({ elections: 8, operations: 8, crashes: 0 });
    expect(results.seedsPerSecond).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('tells of a crash with its seed, and of the others as well', async () => {
    const results = await run(SEEDS.exits, SEEDS.exits + 2, HARMLESS, {
      pool: { program: SCRIPTED_WORKER, heapMib: 48 },
    });
    expect(results.verdict).toBe('crash');
    expect(results.crashed.map(({ seed }) => seed)).toEqual([SEEDS.exits, SEEDS.exhausts, SEEDS.throws]);
    expect(results.crashed[0]?.reason).toMatch(/exit code 7\ngoing down/);
    expect(results.done).toBe(3);
  });

  it('does not let a quiet seed spoil what the greater part proves', async () => {
    expect(await run(SEEDS.quiet, SEEDS.quiet, HARMLESS)).toMatchObject({
      verdict: 'unknown',
      unknown: [{ seed: SEEDS.quiet, reason: 'it was quiet' }],
    });
    const many = await run(20, 24, HARMLESS);
    expect(many.verdict).toBe('valid');
    expect(await run(SEEDS.undecided, SEEDS.undecided + 5, HARMLESS)).toMatchObject({
      verdict: 'unknown',
      valid: 5,
      unknown: [{ seed: SEEDS.undecided, reason: 'the checker gave up' }],
    });
  });

  it('shortens the first failures of each property, and keeps plans and traces', async () => {
    const found: string[] = [];
    const onFound = (seed: number, what: string): unknown => found.push(`${seed} ${what}`);
    const results = await run(1, 4, FATAL, { onFound });
    expect(results.verdict).toBe('invalid');
    expect(found.sort()).toEqual([1, 2, 3, 4].map((seed) => `${seed} log-matching: two logs differ`));
    expect(results.failures.map(({ seed }) => seed)).toEqual([1, 2, 3, 4]);
    expect(results.failures.map(({ shortened }) => shortened !== null)).toEqual([true, true, false, false]);
    const [first] = results.failures;
    expect(first?.violation).toEqual({ property: 'log-matching', message: 'two logs differ', atMs: 2_005 });
    expect(first?.shortened?.plan.faults.map(({ type }) => type)).toEqual(['crash', 'pause']);
    expect(first?.shortened?.plan.size).toBe(3);
    expect(await readdir(folder)).toEqual(['seed-1', 'seed-2']);
    const kept = first?.kept;
    expect(kept?.repeats).toBe(true);
    expect(JSON.parse(await readFile(kept?.planFile ?? '', 'utf8'))).toEqual(first?.shortened?.plan);
    expect(JSON.parse(await readFile(kept?.originalFile ?? '', 'utf8'))).toEqual(first?.plan);
    expect(await readFile(kept?.traceFile ?? '', 'utf8')).toBe('seed 1\n');
  });

  it('tells the same whatever the number of workers', async () => {
    const told = ({ failures, valid, exercised, digest }: SeedsResults): unknown => ({
      failures: failures.map(({ kept: _, ...rest }) => rest),
      valid,
      exercised,
      digest,
    });
    const alone = await run(1, 6, FATAL, { workers: 1, folder: null });
    const together = await run(1, 6, FATAL, { workers: 3, folder: null });
    expect(told(together)).toEqual(told(alone));
  });

  it('runs a plan as it is', async () => {
    const plan = planOf(5, FATAL.faults);
    const results = await runSeeds({
      what: plan,
      folder: null,
      shrinkRuns: 0,
      pool: { program: SCRIPTED_WORKER },
    });
    expect(results.failures).toMatchObject([
      { seed: 5, plan, shortened: null, violation: violationOf(plan) },
    ]);
    expect(results.total).toBe(1);
  });

  it('reports its progress', async () => {
    const seen: SeedsProgress[] = [];
    await run(1, 3, FATAL, { onProgress: (progress) => seen.push(progress) });
    expect(seen.slice(0, 3).map(({ done }) => done)).toEqual([1, 2, 3]);
    expect(seen[2]).toMatchObject({ total: 3, invalid: 3, unknown: 0, crashed: 0, shrinking: null });
    expect(seen.at(-1)?.shrinking?.schedules).toBe(2);
    expect(seen.at(-1)?.shrinking?.runs).toBeGreaterThan(2);
  });

  it('stops when it is interrupted, and tells what was found so far', async () => {
    const interrupt = new AbortController();
    const results = await run(SEEDS.hangs - 2, 100_000, HARMLESS, {
      workers: 3,
      pool: { program: SCRIPTED_WORKER, heapMib: 48 },
      signal: interrupt.signal,
      onProgress: ({ done }) => {
        if (done === 4) interrupt.abort();
      },
    });
    expect(results.interrupted).toBe(true);
    expect(results.done).toBeGreaterThanOrEqual(4);
    expect(results.done).toBeLessThan(100);
    // One is known to have crashed; what was still under way is not blamed for anything.
    expect(results.crashed.map(({ seed }) => seed)).not.toContain(SEEDS.hangs);
  });
});
