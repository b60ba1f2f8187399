import { describe, expect, it } from 'vitest';

import { longestStall, rateIn, silenceAfter } from './gaps.mjs';

const timeline = {
  startedAt: 1000,
  binMs: 10,
  bins: [5, 5, 0, 0, 0, 10, 5, 5],
  gaps: [
    { from: 1019, to: 1052 },
    { from: 1300, to: 1310 },
    { from: 1305, to: 2000 },
  ],
};

describe('longestStall', () => {
  it('is the longest that overlaps with one of the spans', () => {
    expect(longestStall(timeline, { from: 1000, to: 1100 })).toBe(33);
    expect(longestStall(timeline, { from: 1050, to: 1060 }, { from: 1301, to: 1304 })).toBe(33);
    expect(longestStall(timeline, { from: 1306, to: 1307 })).toBe(695);
  });

  it('is 0 where there is none', () => {
    expect(longestStall(timeline, { from: 1060, to: 1200 })).toBe(0);
    expect(longestStall(timeline)).toBe(0);
  });
});

describe('silenceAfter', () => {
  it('goes from the moment itself to the end of the stall, though answers still came', () => {
    expect(silenceAfter(timeline, 1010)).toBe(42);
    expect(silenceAfter(timeline, 1250)).toBe(750);
  });

  it('does not take a later stall for its own', () => {
    expect(silenceAfter(timeline, 1100)).toBe(0);
  });
});

describe('rateIn', () => {
  it('counts whole bins, those without a success, too', () => {
    expect(rateIn(timeline, { from: 1000, to: 1080 })).toBe(375);
    expect(rateIn(timeline, { from: 1020, to: 1050 })).toBe(0);
    expect(rateIn(timeline, { from: 1000, to: 1020 })).toBe(500);
    expect(rateIn(timeline, { from: 1001, to: 1005 })).toBe(0);
  });
});
