import { describe, expect, it } from 'vitest';
import { compare, compareLong, Tally } from './__agreement.ts';
import { compareMany } from './__many.ts';
import { specs } from './__specs.ts';

const HISTORIES = 1_300;
const LONG = 10;
const MANY = 500;

describe('every way through the checker agrees with every order there is', () => {
  it.each(specs.map((spec) => [spec.name, spec] as const))('%s', async (_name, spec) => {
    const tally = new Tally();
    for (let seed = 1; seed <= HISTORIES; seed++) compare(spec, seed, tally, { explainEvery: 10 });
    for (let seed = 1; seed <= LONG; seed++) compareLong(spec, seed, tally);
    const seeds = Array.from({ length: MANY }, (_, i) => i + 1);
    await compareMany(spec, seeds, tally);
    expect(tally.histories).toBe(HISTORIES);
    // Both verdicts are well represented, in general and by each method.
    expect(tally.valid / HISTORIES).toBeGreaterThan(0.4);
    expect(tally.valid / HISTORIES).toBeLessThan(0.85);
    const methods = new Set(['search', ...(spec.model.fastPaths ?? []).map(({ method }) => method)]);
    expect(new Set(tally.methods.keys())).toEqual(methods);
    for (const { valid, invalid } of tally.methods.values())
      expect(Math.min(valid, invalid)).toBeGreaterThan(50);
    expect(tally.long).toBeGreaterThan(LONG / 2);
    expect(tally.explanations).toBeGreaterThan(20);
    expect(tally.inferences).toBeGreaterThan(50);
  });
});
