import { describe, expect, it } from 'vitest';
import { Histogram, parsePlan, type LoadResult, type RoundResult } from '../bench/index.ts';
import { benchTable, planInWords, progressInWords, remarks } from './bench-report.ts';

const LATENCIES = { mean: 2, p50: 0.5214, p90: 2.25, p99: 12.34, p999: 123.4, max: 1234.5 };
const ROUND: RoundResult = {
  ...{ seconds: 5, operations: 100_000, opsPerSecond: 20_000.4, errors: {}, latencyMs: LATENCIES },
  ...{ lagMs: null, heldBack: 0, backlog: 0, longestStallMs: 7, cpuSeconds: 1.234, busy: 0.5 },
};
const SAME = { median: 1, min: 1, max: 1 };

function resultOf(part: Partial<LoadResult> = {}): LoadResult {
  return {
    ...{ plan: parsePlan({}), fillSeconds: null, rounds: [ROUND], operations: 100_000, errors: {} },
    spread: { opsPerSecond: SAME, p50: SAME, p90: SAME, p99: SAME, p999: SAME, max: SAME },
    ...{ latencyMs: LATENCIES, histogram: new Histogram().toJSON(), interrupted: false },
    ...part,
  };
}

describe('the table', () => {
  it('has a line for every round, in milliseconds', () => {
    expect(benchTable(resultOf())).toBe(
      [
        'round   ops/s  errors    p50   p90   p99  p99.9   max  stall  cpu s',
        '1      20,000       0  0.521  2.25  12.3    123  1235   7.00   1.23',
      ].join('\n'),
    );
  });

  it('has median, least and most where there are several rounds', () => {
    const spread = { opsPerSecond: { median: 5, min: 4, max: 6000 }, p50: SAME, p90: SAME, p99: SAME };
    const lines = benchTable(
      resultOf({ rounds: [ROUND, ROUND], spread: { ...spread, p999: SAME, max: SAME } }),
    ).split('\n');
    expect(lines.slice(3)).toEqual([
      'median       5           1.00  1.00  1.00   1.00  1.00',
      'min          4           1.00  1.00  1.00   1.00  1.00',
      'max      6,000           1.00  1.00  1.00   1.00  1.00',
    ]);
  });

  it('leaves out what was not measured', () => {
    const round = { ...ROUND, operations: 0, opsPerSecond: 0, latencyMs: null, errors: { a: 2, b: 3 } };
    expect(benchTable(resultOf({ rounds: [round], spread: null }))).toMatch(/\n1 +0 +5( +-){5} +7\.00/);
  });
});

describe('the remarks', () => {
  it('are none where there is nothing to say', () => {
    expect(remarks(resultOf())).toEqual([]);
  });

  it('name the errors', () => {
    expect(remarks(resultOf({ errors: { timeout: 1, unavailable: 1200 } }))).toEqual([
      '1 error: timeout',
      '1,200 errors: unavailable',
    ]);
  });

  it('warn of a load program that has no time left', () => {
    expect(remarks(resultOf({ rounds: [ROUND, { ...ROUND, busy: 0.96 }] }))).toEqual([
      'the load program was busy 96 % of the time: it may be the limit',
    ]);
  });

  it('tell of a rate that was missed, and why', () => {
    const plan = parsePlan({ rate: 1000 });
    const lagMs = { ...LATENCIES, p50: 0.1, p99: 2, max: 3 };
    const said = remarks(resultOf({ plan, rounds: [{ ...ROUND, lagMs, heldBack: 7, backlog: 5000 }] }));
    expect(said).toEqual([
      'the load program began operations late, which their latencies include: ' +
        'p50 0.100, p99 2.00, max 3.00 ms in the worst round',
      '7 operations had to wait until fewer were in flight, which their latencies include',
      'the rate was not reached: 1 of 1,000 a second; 5,000 operations had not begun at the end',
    ]);
  });
});

describe('the load in words', () => {
  it('tells of a rate', () => {
    expect(planInWords(parsePlan({ mix: { get: 9, put: 1 }, rate: 5000, connections: 2, keys: 1 }))).toBe(
      'get=9,put=1: values of 256 bytes, 1 key (uniform), 5,000 a second, up to 64 in flight over ' +
        '2 connections, 3 rounds of 5 s after 2 s of warm-up',
    );
  });
});

describe('the progress', () => {
  const plan = parsePlan({ keys: 4000 });
  const progress = { phase: 'round', round: 2, seconds: 3, operations: 9000, failures: 0 } as const;

  it('is told by what has happened since the last time', () => {
    const before = { ...progress, seconds: 2, operations: 8000 };
    expect(progressInWords(progress, before, plan)).toBe('round 2 of 3: 1,000 ops/s');
    expect(progressInWords({ ...progress, failures: 1 }, undefined, plan)).toBe(
      'round 2 of 3: 3,000 ops/s, 1 error',
    );
  });

  it('begins afresh with every round', () => {
    expect(progressInWords(progress, { ...progress, round: 1 }, plan)).toBe('round 2 of 3: 3,000 ops/s');
  });

  it('of the fill is a share of the keys', () => {
    expect(progressInWords({ ...progress, phase: 'fill', round: 0, operations: 3000 }, undefined, plan)).toBe(
      'filling, 75 %: 1,000 ops/s',
    );
  });
});
