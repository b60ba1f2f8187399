import { describe, expect, it } from 'vitest';

import { planOf, resultOf } from '../pool/scripted-engine.test.support.ts';
import type { SeedsResults, ToldFailure } from '../run-seeds.ts';
import { summarizeSeeds } from './summary.ts';

const { exercised } = resultOf(planOf(1), null);
const results: SeedsResults = {
  verdict: 'valid',
  total: 100,
  done: 100,
  interrupted: false,
  valid: 98,
  failures: [],
  unknown: [],
  crashed: [],
  exercised: { ...exercised, elections: 1_234_567 },
  runsWith: { ...exercised, elections: 97 },
  steps: 5_000,
  virtualMs: 600_000,
  wallMs: 20_000,
  seedsPerSecond: 5,
  workers: 2,
  digest: 'f00',
};
const options = { flags: ' --nodes 3', from: '/work', folder: '/work/store/sim/now' };
const plan = planOf(7, [
  { type: 'crash', atMs: 1_500, forMs: 30, nodes: ['leader', 2], survival: 0.5 },
  { type: 'transfer', atMs: 12_000.5, to: 'lagging' },
]);
const violation = { property: 'log-matching', message: 'n1 and n2 differ\nin one place', atMs: 12_345.6 };
const failure: ToldFailure = {
  seed: 7,
  violation,
  plan,
  traceHash: 'abc',
  shortened: {
    plan: { ...plan, size: 3, spares: 0, clients: 1, durationMs: 12_500 },
    violation: { ...violation, atMs: 12_400 },
    traceHash: 'def',
    runs: 20,
    complete: true,
  },
  kept: {
    planFile: '/work/store/sim/now/seed-7/plan.json',
    originalFile: '/work/store/sim/now/seed-7/original.json',
    traceFile: '/work/store/sim/now/seed-7/trace.txt',
    repeats: true,
  },
};

describe('the end of many runs', () => {
  it('is a table of what was exercised, a verdict and how long it took', () => {
    const text = summarizeSeeds(results, options);
    expect(text).toMatch(/^exercised +total {2}in runs$/m);
    expect(text).toMatch(/^elections +1,234,567 {2}97 \(97 %\)$/m);
    expect(text).toMatch(/^VALID: 98 valid, 0 invalid, 0 unknown$/m);
    expect(text).toMatch(/^Traces: f00$/m);
    expect(text).toMatch(
      /^100 seeds in 20\.0 s \(5\.0\/s, 2 workers\), 10 min of virtual time, 5,000 steps$/m,
    );
    expect(text).toMatch(/^Kept in store\/sim\/now$/m);
  });

  it('names of each failure the seed, the property, the shorter schedule and how to replay it', () => {
    const text = summarizeSeeds({ ...results, verdict: 'invalid', failures: [failure] }, options);
    const told = text.slice(text.indexOf('seed 7'), text.indexOf('INVALID')).trim();
    expect(told).toBe(`seed 7: log-matching, after 12.346 s
  n1 and n2 differ
  in one place
  The same property fails, after 12.400 s, in a shorter schedule: 3 nodes, 1 client, 12.5 s, 2 faults
       1.500 s  crash forMs 30, nodes ["leader",2], survival 0.5
      12.001 s  transfer to "lagging"
  Trace:  store/sim/now/seed-7/trace.txt
  Replay: seaworthy-chaos run --env sim --seeds 7 --nodes 3
          seaworthy-chaos run --env sim --plan store/sim/now/seed-7/plan.json`);
  });

  it('says so when a run does not repeat', () => {
    const kept = failure.kept === null ? null : { ...failure.kept, repeats: false };
    const text = summarizeSeeds({ ...results, failures: [{ ...failure, kept }] }, options);
    expect(text).toContain('had another trace');
  });

  it('tells the schedule as it was drawn when it was not shortened', () => {
    const text = summarizeSeeds(
      { ...results, failures: [{ ...failure, shortened: null, kept: null }] },
      options,
    );
    expect(text).toContain('The schedule: 5 nodes and 1 to be added, 4 clients, 10.0 s, 2 faults');
    expect(text).not.toContain('--plan');
  });

  it('does not drown anybody in failures', () => {
    const failures = Array.from({ length: 500 }, (_, place) => ({ ...failure, seed: place }));
    const remarks = Array.from({ length: 500 }, (_, place) => ({ seed: place, reason: 'quiet' }));
    const text = summarizeSeeds({ ...results, failures, unknown: remarks, crashed: remarks }, options);
    expect(text.split('\n').length).toBeLessThan(160);
    expect(text).toContain('490 more failures, of seeds 10 (log-matching), 11 (log-matching)');
    expect(text).toContain('unknown as well: 5, 6, 7');
    expect(text).toContain(
      'crashed seed 0: quiet\n  Replay: seaworthy-chaos run --env sim --seeds 0 --nodes 3\n',
    );
  });

  it('says that it was interrupted', () => {
    expect(summarizeSeeds({ ...results, interrupted: true, done: 1 }, options)).toContain(
      'Interrupted after 1 of 100 seeds.',
    );
  });
});
