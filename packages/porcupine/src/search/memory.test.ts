import { describe, expect, it } from 'vitest';
import { MemoryExhausted } from '../memory-exhausted.ts';
import { MemoryBudget } from './memory.ts';

describe('MemoryBudget', () => {
  it.each([1, 4_096, 4_097, 100_000])('hands out %d words as if they were new, and counts them', (words) => {
    const budget = new MemoryBudget(1_000_000);
    for (let round = 0; round < 20; round++) {
      const array = budget.allocate(words);
      expect(array).toHaveLength(words);
      expect(array.every((word) => word === 0)).toBe(true);
      expect(budget.used).toBe(words * 4);
      array.fill(7);
      budget.free(array);
    }
    expect(budget).toMatchObject({ used: 0, peak: words * 4 });
  });

  it('never hands out what is still held', () => {
    const budget = new MemoryBudget(1_000_000);
    budget.free(budget.allocate(64));
    const arrays = Array.from({ length: 20 }, () => budget.allocate(64));
    expect(new Set(arrays.map(({ buffer }) => buffer)).size).toBe(20);
  });

  it('refuses what goes over its limit, also if it could be used again', () => {
    const budget = new MemoryBudget(1_000);
    budget.free(budget.allocate(200));
    budget.take(500);
    expect(() => budget.allocate(200)).toThrow(MemoryExhausted);
    expect(budget.used).toBe(500);
  });
});
