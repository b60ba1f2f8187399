import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticks } from './ticks.ts';
import { fit, View } from './view.ts';

describe('View', () => {
  it('stays within the run, whatever it is told to show', () => {
    const moment = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(moment, moment, (from, to) => {
        const whole = { from: -1e8, to: 75e9 };
        const shown = fit({ from: Math.min(from, to), to: Math.max(from, to) }, whole);
        expect(shown.from).toBeGreaterThanOrEqual(whole.from);
        expect(shown.to).toBeLessThanOrEqual(whole.to + 1e-3);
        expect(shown.to - shown.from).toBeGreaterThanOrEqual(19_999);
      }),
    );
  });

  it('keeps the moment under the pointer where it is while zooming', () => {
    const view = new View(75e9);
    view.show({ from: 10e9, to: 30e9 });
    const share = (12e9 - view.from) / view.span;
    view.show(view.zoomed(0.1, 12e9));
    expect(view.span).toBeCloseTo(2e9);
    expect((12e9 - view.from) / view.span).toBeCloseTo(share);
  });

  it('tells of changes, and only of changes', () => {
    const view = new View(75e9);
    let told = 0;
    view.onChange(() => (told += 1));
    view.show(view.whole);
    expect(told).toBe(0);
    view.show({ from: 1e9, to: 2e9 });
    expect(told).toBe(1);
    expect(view.isWhole).toBe(false);
  });

  it('copes with a run in which nothing happened', () => {
    const view = new View(1);
    view.show(view.zoomed(0.5));
    expect(view.isWhole).toBe(true);
  });
});

describe('ticks', () => {
  it('are round and not too many', () => {
    expect(ticks(0, 75, 10).at).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
    expect(ticks(29.5, 31.5, 10).step).toBeCloseTo(0.2);
  });
});
