import { describe, expect, it } from 'vitest';
import { Rng } from '../__rng.ts';
import { ConfigSet } from './config-set.ts';
import { MemoryExhausted } from '../memory-exhausted.ts';
import { MemoryBudget } from './memory.ts';

describe('ConfigSet', () => {
  it('holds what was added, of any length, through many growths', () => {
    const rng = new Rng(1);
    const budget = new MemoryBudget(64 * 1024 * 1024);
    const set = new ConfigSet(budget);
    const reference = new Set<string>();
    const key = new Int32Array(8);
    for (let i = 0; i < 200_000; i++) {
      const length = 1 + rng.below(8);
      for (let word = 0; word < length; word++) key[word] = rng.below(6) - 3;
      const text = key.subarray(0, length).join();
      expect(set.add(key, length)).toBe(!reference.has(text));
      reference.add(text);
    }
    expect(set.size).toBe(reference.size);
    expect(reference.size).toBeGreaterThan(50_000);
    expect(budget.used).toBeGreaterThan(set.size * 4);
    set.release();
    expect(budget.used).toBe(0);
  });

  it('tells keys apart that differ in length alone', () => {
    const set = new ConfigSet(new MemoryBudget(1_000_000));
    const zeros = new Int32Array(4);
    expect([1, 2, 3, 4, 1, 2].map((length) => set.add(zeros, length))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('never goes over the budget', () => {
    const budget = new MemoryBudget(10_000);
    const set = new ConfigSet(budget);
    const fill = () => {
      for (let i = 0; i < 10_000; i++) set.add(Int32Array.of(i), 1);
    };
    expect(fill).toThrow(MemoryExhausted);
    expect(set.size).toBeGreaterThan(100);
    expect(budget.peak).toBeLessThanOrEqual(10_000);
  });

  it('takes an array that cannot be allocated for the end of memory', () => {
    const budget = new MemoryBudget(Infinity);
    expect(() => budget.allocate(2 ** 40)).toThrow(MemoryExhausted);
    expect(budget.used).toBe(0);
  });
});
