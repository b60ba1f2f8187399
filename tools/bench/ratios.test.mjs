import { describe, expect, it } from 'vitest';

import { compareRatios, ratiosOf } from './ratios.mjs';
import { compareWithTargets } from './targets.mjs';

const figures = (...all) => ({ all });
const system = (perSecond, serverMicros, p50) => ({
  perSecond: figures(...perSecond),
  serverMicros: figures(...serverMicros),
  p50: figures(...p50),
});
const row = {
  shape: 'put 256 B, 64 in flight',
  systems: {
    floor: system([100, 400, 100], [1, 1, 1], [1, 1, 1]),
    seaworthy: system([50, 100, 60], [4, 4, 8], [2, 2, 2]),
  },
};

describe('ratiosOf', () => {
  it('takes the median of the ratios of rounds, not the ratio of medians', () => {
    expect(ratiosOf([row]).map(({ name, ratio }) => [name, ratio])).toEqual([
      ['put 256 B, 64 in flight: operations/s to floor', 0.5],
      ['put 256 B, 64 in flight: server CPU per operation to floor', 4],
      ['put 256 B, 64 in flight: p50 to floor', 2],
    ]);
  });
});

describe('compareRatios', () => {
  const now = (figure, ratio) => [{ name: 'x', figure, ratio }];
  it.each([
    ['perSecond', 1, 0.71, 'alike'],
    ['perSecond', 1, 0.69, 'WORSE'],
    ['perSecond', 1, 1.5, 'better'],
    ['serverMicros', 1, 1.4, 'alike'],
    ['serverMicros', 1, 1.5, 'WORSE'],
    ['p50', 2, 1, 'better'],
  ])('%s from %d to %d is %s', (figure, before, after, verdict) => {
    expect(compareRatios(now(figure, after), [{ name: 'x', ratio: before }], 0.3)).toMatchObject([
      { verdict },
    ]);
  });

  it('leaves out what was not measured both times', () => {
    expect(compareRatios(now('p50', 1), [{ name: 'y', ratio: 1 }], 0.3)).toEqual([]);
  });
});

describe('compareWithTargets', () => {
  it('says of what was measured whether the target is reached', () => {
    const found = compareWithTargets({ loads: [row], events: { memory: { 'bytes per key': 2000 } } });
    expect(found).toEqual([
      { measure: 'puts/s against the floor, 64 in flight', measured: 0.5, target: '≥ 0.5', reached: true },
      {
        measure: 'memory per key of 64 B with 256 B, bytes',
        measured: 2000,
        target: '≤ 1024',
        reached: false,
      },
    ]);
  });
});
