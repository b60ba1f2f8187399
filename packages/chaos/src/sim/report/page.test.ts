import { describe, expect, it } from 'vitest';

import { planOf, resultOf } from '../pool/scripted-engine.test.support.ts';
import type { SeedsResults } from '../run-seeds.ts';
import { renderSeedsPage } from './page.ts';

const { exercised } = resultOf(planOf(1), null);
const plan = planOf(7, [{ type: 'transfer', atMs: 1_500, to: 'lagging' }]);
const results: SeedsResults = {
  verdict: 'invalid',
  total: 10,
  done: 10,
  interrupted: false,
  valid: 8,
  failures: [
    {
      seed: 7,
      violation: { property: 'crash', message: '<script>alert("n1")</script>', atMs: 1_234 },
      plan,
      traceHash: 'abc',
      shortened: null,
      kept: {
        planFile: '/store/sim/now/seed-7/plan.json',
        originalFile: '/store/sim/now/seed-7/original.json',
        traceFile: '/store/sim/now/seed-7/trace.txt',
        repeats: true,
      },
    },
  ],
  unknown: [{ seed: 3, reason: 'it was quiet' }],
  crashed: [],
  exercised,
  runsWith: exercised,
  steps: 5_000,
  virtualMs: 600_000,
  wallMs: 2_000,
  seedsPerSecond: 5,
  workers: 2,
  digest: 'f00',
};

describe('the page of many runs', () => {
  const page = renderSeedsPage(results, {
    command: 'seaworthy-chaos run --env sim',
    startedAt: '2026-03-01',
  });

  it('shows the verdict, failures with links to their files, and what proved nothing', () => {
    expect(page).toContain('<h1>Simulation: <span class="invalid">invalid</span></h1>');
    expect(page).toContain('Seed 7: crash');
    expect(page).toContain('transfer to &#34;lagging&#34;');
    expect(page).toContain('<a href="seed-7/trace.txt">trace.txt</a>');
    expect(page).toContain('<li>seed 3: it was quiet</li>');
  });

  it('needs nothing from elsewhere, and runs nothing that a message says', () => {
    expect(page).not.toMatch(/<script|https?:/);
    expect(page).toContain('&#60;script&#62;');
  });

  it('stays short whatever failed', () => {
    const failures = Array.from({ length: 5_000 }, () => results.failures[0]).flatMap((one) => one ?? []);
    const long = renderSeedsPage({ ...results, failures }, { command: '', startedAt: '' });
    expect(long.length).toBeLessThan(200_000);
    expect(long).toContain('4900 more failures');
  });
});
