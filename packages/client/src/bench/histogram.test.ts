import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.ts';

const time = fc.double({ min: 0.001, max: 3_600_000, noNaN: true });

function histogramOf(times: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const each of times) histogram.record(each);
  return histogram;
}

describe('a histogram', () => {
  it('knows every percentile to 1 % above, and never below', () => {
    fc.assert(
      fc.property(
        fc.array(time, { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.1, 1, 50, 90, 99, 99.9, 100),
        (times, percent) => {
          const sorted = times.toSorted((a, b) => a - b);
          const exact = sorted[Math.ceil((percent / 100) * sorted.length - 1e-9) - 1] as number;
          const found = histogramOf(times).percentile(percent);
          expect(found).toBeGreaterThanOrEqual(exact);
          expect(found).toBeLessThanOrEqual(exact * (1 + 1 / 128));
        },
      ),
    );
  });

  it('knows minimum, maximum and mean exactly', () => {
    const histogram = histogramOf([3, 1.5, 12.25]);
    expect([histogram.min, histogram.max, histogram.mean, histogram.count]).toEqual([
      1.5,
      12.25,
      16.75 / 3,
      3,
    ]);
    expect(histogram.percentile(100)).toBe(12.25);
  });

  it('counts the 999th of 1000 as the 99.9th percentile', () => {
    const histogram = histogramOf([...Array.from({ length: 999 }, () => 1), 1000]);
    expect(histogram.percentile(99.9)).toBeLessThan(1.01);
    expect(histogram.percentile(99.91)).toBe(1000);
  });

  it('takes what is out of range for the end of the range', () => {
    const histogram = histogramOf([0, -5, 0.0001, 1e9]);
    expect(histogram.count).toBe(4);
    expect(histogram.percentile(75)).toBeLessThanOrEqual(0.00101);
    expect([histogram.min, histogram.max]).toEqual([0, 1e9]);
    expect(histogram.percentile(100)).toBeGreaterThanOrEqual(3_600_000);
  });

  it('is empty at first', () => {
    const histogram = new Histogram();
    expect([histogram.count, histogram.min, histogram.max, histogram.mean, histogram.percentile(99)]).toEqual(
      [0, 0, 0, 0, 0],
    );
  });

  it('comes to the same by merging and by JSON', () => {
    fc.assert(
      fc.property(fc.array(time), fc.array(time), (left, right) => {
        const both = histogramOf([...left, ...right]).toJSON();
        const merged = histogramOf(left);
        merged.merge(histogramOf(right));
        expect({ ...merged.toJSON(), sumMs: 0 }).toEqual({ ...both, sumMs: 0 });
        expect(merged.toJSON().sumMs).toBeCloseTo(both.sumMs, 3);
        expect(Histogram.fromJSON(JSON.parse(JSON.stringify(both))).toJSON()).toEqual(both);
      }),
    );
  });

  it.each([
    [null],
    [{}],
    [{ ...new Histogram().toJSON(), subBuckets: 64 }],
    [{ ...new Histogram().toJSON(), buckets: [[99_999, 1]] }],
    [{ ...new Histogram().toJSON(), buckets: [[5, -1]] }],
    [{ ...new Histogram().toJSON(), more: 1 }],
  ])('refuses %j as a histogram', (json) => {
    expect(() => Histogram.fromJSON(json)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });

  it.each([0, -1, 100.1, NaN])('refuses %d as a percentile', (percent) => {
    expect(() => new Histogram().percentile(percent)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
