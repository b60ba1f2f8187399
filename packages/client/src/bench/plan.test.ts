import { describe, expect, it } from 'vitest';
import { isSeaworthyError } from '../errors.ts';
import { parsePlan } from './plan.ts';

function complaint(input: unknown): string {
  try {
    parsePlan(input);
  } catch (error) {
    if (isSeaworthyError(error) && error.code === 'invalid_argument') return error.message;
    throw error;
  }
  throw new Error('the plan was taken');
}

describe('a load plan', () => {
  it('has a default for everything', () => {
    expect(parsePlan({})).toEqual({
      ...{ mix: { put: 1 }, valueBytes: 256, keyBytes: 16, keys: 1000, distribution: 'uniform' },
      ...{ inFlight: 64, connections: 1, rate: null, warmupSeconds: 2, seconds: 5, rounds: 3, seed: 1 },
      fill: false,
    });
  });

  it('stays what it is when it is parsed once more', () => {
    const plan = parsePlan({ mix: { get: 9, put: 1 }, rate: 100 });
    expect(parsePlan(plan)).toEqual(plan);
  });

  it.each([
    [{ get: 1 }, true],
    [{ 'get-serializable': 1, put: 1 }, true],
    [{ cas: 1 }, true],
    [{ append: 1, put: 1 }, false],
  ])('with %j, fills the keys: %s', (mix, fill) => {
    expect(parsePlan({ mix }).fill).toBe(fill);
    expect(parsePlan({ mix, fill: !fill }).fill).toBe(!fill);
  });

  it('tells all mistakes at once', () => {
    const text = complaint({ keys: 0, rate: -1, distribution: 'normal', rounds: 1.5, wings: 2 });
    for (const name of ['keys', 'rate', 'distribution', 'rounds', 'wings']) expect(text).toContain(name);
  });

  it.each([
    [{ mix: {} }, 'at least one kind'],
    [{ mix: { put: 0 } }, 'mix.put'],
    [{ mix: { fly: 1 } }, 'mix'],
    [{ mix: { append: 1, cas: 1 } }, 'do not go together'],
    [{ inFlight: 4, connections: 5 }, 'as many in flight as there are connections'],
    [{ seconds: 0 }, 'seconds'],
    [{ rate: Infinity }, 'rate'],
    ['put', 'expected object'],
  ])('refuses %j', (input, text) => {
    expect(complaint(input)).toContain(text);
  });
});
