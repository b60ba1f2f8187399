import { describe, expect, it } from 'vitest';

import { SeededRandom } from '../testing/seeded-random.ts';
import { TermRuns } from './term-runs.ts';
import { logIndex, term } from './types.ts';

describe('TermRuns', () => {
  it('says what a list of all terms says, after random changes', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = new SeededRandom(seed);
      const runs = new TermRuns();
      let base = 0;
      let terms: number[] = [];
      for (let step = 0; step < 200; step++) {
        const kind = random.fraction();
        const last = base + terms.length;
        if (kind < 0.8) {
          const ofTerm = Math.max(1, terms.at(-1) ?? 1) + (random.chance(0.2) ? 1 + random.below(3) : 0);
          runs.add(logIndex(last + 1), term(ofTerm));
          terms.push(ofTerm);
        } else if (kind < 0.9 && terms.length > 0) {
          const from = base + 1 + random.below(terms.length);
          runs.truncate(from);
          terms.length = from - base - 1;
        } else if (kind < 0.98 && terms.length > 0) {
          const through = base + 1 + random.below(terms.length);
          runs.dropThrough(through);
          terms = terms.slice(through - base);
          base = through;
        } else if (kind >= 0.98) {
          runs.clear();
          terms = [];
          base = last + 3;
        }
        const found = terms.map((_, at) => runs.at(base + 1 + at));
        expect(found, `seed ${seed}, step ${step}`).toEqual(terms);
        expect(runs.at(base + terms.length + 1)).toBeUndefined();
        if (terms.length > 0) {
          const limit = term(1 + random.below(terms.at(-1) as number));
          const at = terms.findLastIndex((ofTerm) => ofTerm <= limit);
          expect(runs.lastIndexOfTermAtMost(base + terms.length, limit)).toBe(
            at < 0 ? undefined : base + 1 + at,
          );
        }
        expect(runs.runs[0]?.first).toBe(terms.length === 0 ? undefined : base + 1);
        const rising = runs.runs.map(({ term: ofTerm }) => ofTerm);
        expect(rising).toEqual([...new Set(terms)]);
      }
    }
  });
});
