import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { planOf, resultOf, SCRIPTED_WORKER, SEEDS } from './scripted-engine.test.support.ts';
import { WorkerPool } from './worker-pool.ts';

let pool: WorkerPool;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-pool-'));
  pool = new WorkerPool({ size: 2, program: SCRIPTED_WORKER });
});

afterEach(async () => {
  pool.close();
  await rm(folder, { recursive: true });
});

describe('a pool of workers', () => {
  it('answers with the results of the plans it was given', async () => {
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map((seed) => pool.run(planOf(seed))));
    expect(outcomes).toEqual(
      [1, 2, 3, 4, 5].map((seed) => ({ type: 'result', result: resultOf(planOf(seed), null) })),
    );
  });

  it.each([
    ['ends its process', SEEDS.exits, /exit code 7\ngoing down$/],
    ['throws', SEEDS.throws, /^Error: the engine is broken\n/],
    ['forgets a rejection', SEEDS.rejects, /exit code 1\n[\s\S]*nobody listens/],
  ])('tells of a run that %s, and goes on', async (_, seed, reason) => {
    const outcome = await pool.run(planOf(seed));
    expect(outcome).toEqual({ type: 'crash', reason: expect.stringMatching(reason) as string });
    expect(await pool.run(planOf(1))).toMatchObject({ type: 'result' });
  });

  it('tells of a run that uses up the memory', async () => {
    const small = new WorkerPool({ size: 1, program: SCRIPTED_WORKER, heapMib: 48 });
    const outcome = await small.run(planOf(SEEDS.exhausts));
    expect(outcome).toEqual({ type: 'crash', reason: expect.stringMatching(/heap out of memory/) as string });
    small.close();
  });

  it('gives up a run that never ends', async () => {
    const hasty = new WorkerPool({ size: 1, program: SCRIPTED_WORKER, limitMs: 1_000 });
    expect(await hasty.run(planOf(SEEDS.hangs))).toEqual({
      type: 'crash',
      reason: 'the worker did not answer within 1 s',
    });
    hasty.close();
  });

  it('tells of a worker that cannot be started', async () => {
    const wrong = new WorkerPool({ size: 1, program: join(folder, 'nothing.js') });
    expect(await wrong.run(planOf(1))).toEqual({
      type: 'crash',
      reason: expect.stringMatching(/Cannot find module|MODULE_NOT_FOUND/) as string,
    });
    wrong.close();
  });

  it('begins urgent runs before others that wait', async () => {
    const single = new WorkerPool({ size: 1, program: SCRIPTED_WORKER });
    const order: number[] = [];
    const run = async (seed: number, urgent: boolean): Promise<void> => {
      await single.run(planOf(seed), { urgent });
      order.push(seed);
    };
    await Promise.all([run(1, false), run(2, false), run(3, false), run(4, true)]);
    expect(order).toEqual([1, 4, 2, 3]);
    single.close();
  });

  it('abandons what is not over when it is closed, and what is asked for later', async () => {
    const outcomes = [pool.run(planOf(SEEDS.hangs)), pool.run(planOf(SEEDS.hangs)), pool.run(planOf(1))];
    pool.close();
    expect(await Promise.all([...outcomes, pool.run(planOf(2))])).toEqual(
      Array.from({ length: 4 }, () => ({ type: 'abandoned' })),
    );
  });

  it('writes the trace of a run to a file', async () => {
    const traceFile = join(folder, 'trace.txt');
    await pool.run(planOf(5), { traceFile });
    expect(await readFile(traceFile, 'utf8')).toBe('seed 5\n');
    await pool.run(planOf(SEEDS.throws), { traceFile });
    expect(await readFile(traceFile, 'utf8')).toBe(`seed ${SEEDS.throws}\n`);
  });
});
