import { describe, expect, it } from 'vitest';
import { randomHistory } from '../__random-history.ts';
import { Rng } from '../__rng.ts';
import { check } from '../check.ts';
import { ArgumentError, ModelError } from '../errors.ts';
import { kv } from '../models/kv.ts';
import type { Progress } from '../result.ts';
import { checkParallel } from './check-parallel.ts';
import { deal } from './share.ts';
import { overlapping, slow } from './__slow-model.ts';

const MODULE = new URL('./__slow-model.ts', import.meta.url);
const model = (name: string) => ({ module: MODULE, export: name });
const ENDLESS = [...Array(60).keys(), -1];

describe('checkParallel', () => {
  it('finds what check finds, for each partition', async () => {
    const rng = new Rng(7);
    const verdicts = new Set<string>();
    for (let i = 0; i < 6; i++) {
      const operations = randomHistory(rng, {
        functions: ['read', 'write', 'append', 'delete', 'cas'],
        keys: 9,
        processes: 6,
        operations: 300,
        values: 4,
        crashes: 0.05,
        lies: i % 2 === 0 ? 0 : 0.02,
      });
      const options = { stopOnInvalid: false, explainTimeLimit: 60_000 };
      const alone = check(operations, kv, options);
      const together = await checkParallel(operations, 'kv', { ...options, workers: 2 });
      expect(together.partitions).toEqual(alone.partitions);
      expect(together.verdict).toBe(alone.verdict);
      const { elapsed: _elapsed, peakBytes: _peak, ...stats } = alone.stats;
      expect(together.stats).toMatchObject(stats);
      verdicts.add(together.verdict);
    }
    expect([...verdicts].sort()).toEqual(['invalid', 'valid']);
  });

  it('checks nothing', async () => {
    expect(await checkParallel([], 'kv')).toMatchObject({ verdict: 'valid', partitions: [] });
  });

  it('leaves the rest alone once a partition is invalid, whichever thread it is in', async () => {
    const operations = [...overlapping('hard', ENDLESS), ...overlapping('easy', [-1], 100)];
    const { verdict, partitions } = await checkParallel(operations, model('slow'), { workers: 2 });
    expect(verdict).toBe('invalid');
    expect(partitions).toMatchObject([
      { key: 'hard', verdict: 'unknown', reason: 'stopped' },
      { key: 'easy', verdict: 'invalid', explanation: { operations: [100] } },
    ]);
    expect(partitions[0]!.operations).toHaveLength(61);
  });

  it('goes on where it is told not to stop, until time is up', async () => {
    const operations = [...overlapping('hard', ENDLESS), ...overlapping('easy', [-1], 100)];
    const options = { workers: 2, stopOnInvalid: false, timeLimit: 1_500 };
    const { verdict, partitions } = await checkParallel(operations, model('slow'), options);
    expect(verdict).toBe('invalid');
    expect(partitions).toMatchObject([{ verdict: 'unknown', reason: 'time' }, { verdict: 'invalid' }]);
  });

  it('gives all the memory to what a share of it is too little for', async () => {
    const hard = [...Array(7).keys(), -1];
    const operations = [...overlapping('hard', hard), ...overlapping('easy', [1, 2], 100)];
    const options = {
      memoryLimit: check(operations, slow, { explain: false }).stats.peakBytes * 1.2,
      explain: false,
    };
    const half = check(operations, slow, { ...options, memoryLimit: options.memoryLimit / 2 });
    expect(half.partitions).toMatchObject([{ reason: 'memory' }, { verdict: 'valid' }]);
    const { partitions, stats } = await checkParallel(operations, model('slow'), { ...options, workers: 2 });
    expect(partitions).toMatchObject([{ verdict: 'invalid' }, { verdict: 'valid' }]);
    expect(stats.steps).toBeGreaterThan(half.stats.steps);
    const scarce = await checkParallel(operations, model('slow'), { memoryLimit: 10_000, workers: 2 });
    expect(scarce).toMatchObject({ verdict: 'unknown', reason: 'memory' });
  });

  it('tells how far all threads are', async () => {
    const operations = [...overlapping('a', [1, 2, 3]), ...overlapping('b', [4, -1], 10)];
    const seen: Progress[] = [];
    await checkParallel(operations, model('slow'), {
      workers: 2,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.at(-1)).toMatchObject({
      partitions: 2,
      done: 2,
      operations: 5,
      operationsDone: 5,
      invalid: 1,
    });
  });

  it('ends with what is known when it is aborted', async () => {
    const operations = [...overlapping('hard', ENDLESS), ...overlapping('easy', [1], 100)];
    const controller = new AbortController();
    const { verdict, reason, partitions, stats } = await checkParallel(operations, model('slow'), {
      workers: 2,
      signal: controller.signal,
      onProgress: ({ steps, done }) => {
        if (steps > 0 && done > 0) controller.abort();
      },
    });
    expect({ verdict, reason }).toEqual({ verdict: 'unknown', reason: 'aborted' });
    expect(partitions).toMatchObject([{ verdict: 'unknown', reason: 'aborted' }, { verdict: 'valid' }]);
    expect(stats.steps).toBeGreaterThan(0);
  });

  it('ends threads that do not answer when it is aborted', async () => {
    const controller = new AbortController();
    const checking = checkParallel(overlapping('a', [1]), model('stuck'), { signal: controller.signal });
    controller.abort();
    expect(await checking).toMatchObject({ verdict: 'unknown', reason: 'aborted' });
    const late = checkParallel(overlapping('a', [1]), model('stuck'), { signal: controller.signal });
    expect(await late).toMatchObject({ verdict: 'unknown', reason: 'aborted' });
  });

  it('throws the error of a model that throws', async () => {
    const operations = [...overlapping('hard', ENDLESS), ...overlapping('a', [1, 13], 100)];
    const error: unknown = await checkParallel(operations, model('broken'), { workers: 2 }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({
      code: 'model_threw',
      message: expect.stringMatching(
        /^the step of model broken threw on operation \d+: RangeError: unlucky$/,
      ) as string,
      operation: { input: { value: 13 } },
      cause: { name: 'RangeError', message: 'unlucky' },
    });
  });

  it('tells of a thread that ended', async () => {
    await expect(checkParallel(overlapping('a', [1]), model('leaving'))).rejects.toThrow(
      'ended with exit code 7',
    );
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['no threads', () => checkParallel([], 'kv', { workers: 0 }), 'expected workers to be a whole number'],
    ['a model that is not there', () => checkParallel([], 'bank'), 'to be one of kv, register'],
    [
      'a module that is not there',
      () => checkParallel([], { module: 'file:///no.mjs' }),
      'cannot import file:///no.mjs',
    ],
    ['an export that is no model', () => checkParallel([], model('nothing')), 'to be a model'],
    [
      'an export that is not there',
      () => checkParallel([], { module: MODULE }),
      'expected the export default of',
    ],
    ['a wrong limit', () => checkParallel([], 'kv', { timeLimit: -1 }), 'expected timeLimit to be 0 or more'],
    [
      'ids that repeat',
      () => checkParallel([...overlapping('a', [1]), ...overlapping('a', [2])], model('slow')),
      'expected unique integers as ids',
    ],
    [
      'operations that cannot be sent',
      () => checkParallel([{ ...overlapping('a', [1])[0]!, output: () => 1 }], model('slow')),
      'expected operations that can be sent to another thread',
    ],
  ])('refuses %s', async (_, run, message) => {
    const error: unknown = await run().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ArgumentError);
    expect((error as Error).message).toContain(message);
  });
});

describe('deal', () => {
  it('deals every partition once, the heaviest apart', () => {
    const partitions = [3, 50, 1, 40, 8].map((size, key) => ({
      key,
      operations: overlapping('', [...Array(size).keys()]),
    }));
    expect(deal(partitions, 2)).toEqual([
      [1, 2],
      [0, 3, 4],
    ]);
    expect(deal(partitions, 99)).toHaveLength(5);
    expect(deal([], 2)).toEqual([]);
  });
});
