import { expect, it } from 'vitest';
import { lowerBound } from './search.ts';

it('finds where a sorted list reaches a value', () => {
  const list = [1, 1, 3];
  const found = [0, 1, 2, 3, 4].map((wanted) => lowerBound(list.length, wanted, (i) => list[i]!));
  expect(found).toEqual([0, 0, 2, 2, 3]);
});
