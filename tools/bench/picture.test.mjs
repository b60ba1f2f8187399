import { describe, expect, it } from 'vitest';

import { AXES } from './growth.mjs';
import { growthPicture } from './picture.mjs';

const figures = (perSecond, serverMicros) => ({
  perSecond: { median: perSecond },
  serverMicros: { median: serverMicros },
});

function growth(systemsOf) {
  return Object.fromEntries(
    AXES.map(({ name, values }) => [
      name,
      values.map((value) => ({ value, systems: systemsOf(name, value) })),
    ]),
  );
}

const lines = (picture, system) => picture.split(`<g class="${system}"><polyline`).length - 1;

describe('growthPicture', () => {
  it('has a line for each system in each of six panels, and says how much a point is', () => {
    const picture = growthPicture(
      growth((name, value) => ({ seaworthy: figures(50_000 / value, 12), etcd: figures(4321 / value, 60) })),
      'a <machine>',
    );
    expect(lines(picture, 'seaworthy')).toBe(6);
    expect(lines(picture, 'etcd')).toBe(6);
    expect(lines(picture, 'floor')).toBe(0);
    expect(picture).toContain('<title>etcd: 4321</title>');
    expect(picture).toContain('a &lt;machine>');
    expect(picture).not.toMatch(/NaN|Infinity|undefined/);
  });

  it.each([0, NaN, Infinity])('leaves out a system that did not get anything done (%d)', (figure) => {
    const picture = growthPicture(
      growth(() => ({ seaworthy: figures(1000, 10), etcd: figures(figure, figure) })),
      '',
    );
    expect(lines(picture, 'seaworthy')).toBe(6);
    expect(lines(picture, 'etcd')).toBe(0);
    expect(picture).not.toMatch(/NaN|Infinity|undefined/);
  });
});
