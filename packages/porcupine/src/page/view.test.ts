import { describe, expect, it } from 'vitest';
import { ticks } from './canvas.ts';
import { View } from './view.ts';

const WHOLE = { from: -1e8, to: 75e9 };
const CLOSEST = 20_000;

function viewOf(whole = WHOLE): View {
  const view = new View();
  view.reset(whole, CLOSEST, whole);
  return view;
}

describe('View', () => {
  const places = [-1e12, -1e8, -1, 0, 1, 19_999, 1e9, 74e9, 75e9, 1e12];
  it.each(places.flatMap((a) => places.map((b) => [Math.min(a, b), Math.max(a, b)] as const)))(
    'stays within the whole when it is told to show %d to %d',
    (from, to) => {
      const shown = viewOf().fit({ from, to });
      expect(shown.from).toBeGreaterThanOrEqual(WHOLE.from);
      expect(shown.to).toBeLessThanOrEqual(WHOLE.to + 1e-3);
      expect(shown.to - shown.from).toBeGreaterThanOrEqual(CLOSEST - 1);
    },
  );

  it('keeps the place under the pointer where it is while zooming', () => {
    const view = viewOf();
    view.show({ from: 10e9, to: 30e9 });
    const share = (12e9 - view.from) / view.span;
    view.show(view.zoomed(0.1, 12e9));
    expect(view.span).toBeCloseTo(2e9);
    expect((12e9 - view.from) / view.span).toBeCloseTo(share);
  });

  it('tells of changes, and only of changes', () => {
    const view = viewOf();
    let told = 0;
    view.onChange(() => (told += 1));
    view.show(view.whole);
    expect(told).toBe(0);
    view.show({ from: 1e9, to: 2e9 });
    expect(told).toBe(1);
    expect(view.isWhole).toBe(false);
  });

  it('copes with an axis on which nothing happened', () => {
    const view = viewOf({ from: -0.004, to: 1.004 });
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
