import { describe, expect, it } from 'vitest';
import { check, checkAsync } from './check.ts';
import { ILLEGAL } from './model.ts';
import type { Model } from './model.ts';
import type { Operation } from './operation.ts';
import type { Progress } from './result.ts';

/** Every order of operations leads to a state of its own, and -1 fits none: the search has to try them all. */
const orders: Model<string, number, null> = {
  name: 'orders',
  init: () => '',
  step: (state, input) => (input < 0 ? ILLEGAL : `${state}.${input}`),
};

/** All at the same time, one process each. */
function overlapping(inputs: readonly number[]): Operation<number, null>[] {
  return inputs.map((input, id) => ({ id, process: id, input, output: null, call: 0, return: 1 }));
}

const ENDLESS = overlapping([...Array(100).keys(), -1]);

describe('onProgress', () => {
  it('is told of the search as time goes by, and once at the end', () => {
    const seen: Progress[] = [];
    let time = 0;
    const result = check(overlapping([0, 1, 2, 3, 4, 5, 6, 7, -1]), orders, {
      onProgress: (progress) => seen.push(progress),
      explain: false,
      now: () => (time += 60),
    });
    expect(result.verdict).toBe('invalid');
    expect(seen.at(-1)).toMatchObject({
      partitions: 1,
      done: 1,
      operations: 9,
      operationsDone: 9,
      invalid: 1,
    });
    expect(seen.length).toBeGreaterThan(2);
    for (const [i, { elapsed, steps }] of seen.entries()) {
      expect(steps).toBeGreaterThanOrEqual(seen[i - 1]?.steps ?? 0);
      if (i < seen.length - 1) expect(elapsed - (seen[i - 1]?.elapsed ?? 0)).toBeGreaterThanOrEqual(100);
    }
  });
});

describe('signal', () => {
  it('that is aborted before leaves everything unknown', () => {
    const result = check(overlapping([1]), orders, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'aborted', stats: { steps: 0 } });
  });

  it('may be aborted by onProgress', () => {
    const controller = new AbortController();
    let time = 0;
    const result = check(ENDLESS, orders, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
      now: () => (time += 60),
    });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'aborted' });
    expect(result.stats.steps).toBeGreaterThan(0);
  });

  it('ends an asynchronous check in the midst of a search', async () => {
    const controller = new AbortController();
    const checking = checkAsync(ENDLESS, orders, { signal: controller.signal });
    setTimeout(() => controller.abort(), 0);
    const result = await checking;
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'aborted' });
    expect(result.stats.steps).toBeGreaterThan(0);
    expect(result.partitions[0]).toMatchObject({ reason: 'aborted', method: 'search' });
  });
});
