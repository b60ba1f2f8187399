import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { Backoff } from './backoff.ts';

describe('Backoff', () => {
  it('doubles up to its cap, with half of each pause left to chance', () => {
    for (let seed = 0; seed < 200; seed++) {
      const backoff = new Backoff(25, 1_000, new SeededRandom(seed));
      for (const full of [25, 50, 100, 200, 400, 800, 1_000, 1_000]) {
        const pause = backoff.next();
        expect(pause).toBeGreaterThanOrEqual(full / 2);
        expect(pause).toBeLessThan(full);
      }
      backoff.reset();
      expect(backoff.next()).toBeLessThan(25);
    }
  });

  it('does not keep nodes in step', () => {
    const pauses = [1, 2, 3, 4].map((seed) => new Backoff(100, 1_000, new SeededRandom(seed)).next());
    expect(new Set(pauses).size).toBe(4);
  });
});
