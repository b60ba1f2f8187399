import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placePoints } from './points.ts';

describe('points of operations that take effect one after the other', () => {
  it('lie in their intervals and in their order', () => {
    // Made from points that are known to work, so that an order exists.
    const interval = fc.tuple(fc.nat(1000), fc.nat(300), fc.nat(300));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 40 }), (made) => {
        const sorted = made.toSorted(([a], [b]) => a - b);
        const begins = Float64Array.from(sorted, ([at, before]) => at - before);
        const ends = Float64Array.from(sorted, ([at, , after]) => at + after);
        const points = placePoints(begins, ends);
        points.forEach((point, i) => {
          expect(point).toBeGreaterThanOrEqual(begins[i]!);
          expect(point).toBeLessThanOrEqual(ends[i]!);
          if (i > 0) expect(point).toBeGreaterThanOrEqual(points[i - 1]!);
        });
      }),
    );
  });

  it('are spread where several take effect at one time', () => {
    const points = placePoints(Float64Array.of(0, 0, 0), Float64Array.of(8, 9, 10));
    expect([...points]).toEqual([2, 4, 6]);
  });
});
