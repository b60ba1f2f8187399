import { describe, expect, it } from 'vitest';
import { Rng } from '../__rng.ts';
import { sortByKey } from './sort.ts';

/** Times that grow, each of them up to fifteen late, some twice. */
function clock(rng: Rng): () => number {
  let time = 0;
  return () => (time += rng.below(2)) - rng.below(16);
}

describe('sortByKey', () => {
  const rng = new Rng(1);
  const kinds: readonly [string, () => number][] = [
    ['small integers', () => rng.below(10)],
    ['large integers', () => rng.below(2 ** 48)],
    ['nanoseconds beyond 2^53', () => 2 ** 60 + rng.below(2 ** 40)],
    ['fractions of both signs', () => (rng.next() - 0.5) * 10 ** rng.below(20)],
    ['times without end', () => rng.pick([Infinity, -Infinity, 0, -0, 1, -1])],
    ['all the same', () => 3],
    ['what is almost in order', clock(rng)],
  ];

  it.each(kinds)('sorts %s, and leaves equal ones in their order', (_name, next) => {
    for (const length of [0, 1, 2, 3, 10, 100, 1_000, 3_000, 20_000]) {
      const keys = Float64Array.from({ length }, next);
      const expected = [...keys.keys()].sort((a, b) =>
        keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b,
      );
      expect([...sortByKey(keys)]).toEqual(expected);
    }
  });

  it('keeps to the order that it is given', () => {
    expect([...sortByKey(Float64Array.of(2, 1, 2, 1), Uint32Array.of(3, 2, 1, 0))]).toEqual([3, 1, 2, 0]);
  });
});
