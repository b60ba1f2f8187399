import { describe, expect, it } from 'vitest';
import { keyPicker, KeyWriter } from './keys.ts';
import { seededRandom } from './random.ts';

const PICKS = 100_000;

/** How often each of the first keys is picked. */
function frequencies(distribution: 'uniform' | 'sequential' | 'zipfian', keys: number): number[] {
  const pick = keyPicker({ distribution, keys }, seededRandom(5));
  const counts = Array.from({ length: keys }, () => 0);
  for (let picked = 0; picked < PICKS; picked++) counts[pick()]! += 1;
  return counts;
}

describe('the keys', () => {
  it('are as long as asked for, and in the order of their numbers', () => {
    const writer = new KeyWriter(20, 1_000_000);
    const keys = [0, 7, 10, 123_456, 999_999].map((number) => Buffer.from(writer.write(number)).toString());
    expect(keys[3]).toBe('bench/00000000123456');
    expect(keys.toSorted()).toEqual(keys);
    expect(new Set(keys.map((key) => key.length))).toEqual(new Set([20]));
  });

  it('are distinct when the longest number fills the shortest key', () => {
    const writer = new KeyWriter(16, 100_000_000);
    expect(Buffer.from(writer.write(99_999_999)).toString()).toBe('bench/0099999999');
    expect(Buffer.from(writer.write(0)).toString()).toBe('bench/0000000000');
  });

  it('come in turn', () => {
    expect(frequencies('sequential', 8)).toEqual(Array.from({ length: 8 }, () => PICKS / 8));
  });

  it('come equally often', () => {
    for (const count of frequencies('uniform', 10)) expect(Math.abs(count / PICKS - 0.1)).toBeLessThan(0.005);
  });

  it.each([1, 2, 3, 1000])('of %d, come as Zipf says', (keys) => {
    const counts = frequencies('zipfian', keys);
    const weights = counts.map((_, place) => (place + 1) ** -0.99);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    // The method is exact for the first two, and approximate in the tail.
    for (const place of [0, 1].filter((each) => each < keys))
      expect(Math.abs((counts[place] as number) / PICKS - (weights[place] as number) / total)).toBeLessThan(
        0.006,
      );
    const half = Math.ceil(keys / 2);
    const share = (numbers: readonly number[]): number =>
      numbers.slice(0, half).reduce((sum, number) => sum + number, 0);
    expect(Math.abs(share(counts) / PICKS - share(weights) / total)).toBeLessThan(0.02);
  });
});
