import { expect, it } from 'vitest';

import { SkewedClock } from './skewed-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

it('counts its own time, and fires its timers by it', () => {
  const real = new VirtualClock();
  real.advance(1_000);
  const fast = new SkewedClock(real, 2);
  const fired: number[] = [];
  fast.schedule(100, () => fired.push(real.monotonicNow()));
  const cancel = fast.schedule(100, () => fired.push(-1));
  cancel();
  real.advance(49);
  expect(fired).toEqual([]);
  real.advance(51);
  expect(fired).toEqual([1_050]);
  expect(fast.monotonicNow()).toBe(200);
  expect(() => new SkewedClock(real, 0)).toThrow(RangeError);
});
