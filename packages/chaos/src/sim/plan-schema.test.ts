import { describe, expect, it } from 'vitest';

import { readPlan } from './plan-schema.ts';
import { planOf } from './pool/scripted-engine.test.support.ts';
import { choosePlan } from './world/choose-plan.ts';

describe('a plan from a file', () => {
  it('is what was drawn, for every kind of fault that is ever drawn', () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const plan = choosePlan(seed);
      expect(readPlan(JSON.parse(JSON.stringify(plan)), 'plan.json')).toEqual(plan);
      for (const { type } of plan.faults) kinds.add(type);
    }
    expect([...kinds].sort()).toEqual([
      'bit-rot',
      'clock-jump',
      'clock-rate',
      'crash',
      'disk-full',
      'membership',
      'misdirected-write',
      'partition',
      'pause',
      'slow-disk',
      'snapshot',
      'sync-failure',
      'torn-write',
      'transfer',
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /plan\.json: .*expected object/],
    ['a field too many', { ...planOf(1), speed: 3 }, /speed/],
    ['a field too few', { ...planOf(1), keys: undefined }, /plan\.json: keys: /],
    ['no node', { ...planOf(1), size: 0 }, /plan\.json: size: /],
    ['a chance above 1', { ...planOf(1), link: { ...planOf(1).link, loss: 2 } }, /plan\.json: link\.loss: /],
    [
      'an unknown fault',
      { ...planOf(1), faults: [{ type: 'meteor', atMs: 1 }] },
      /plan\.json: faults\.0.*known "type"/,
    ],
    [
      'an unknown target',
      { ...planOf(1), faults: [{ type: 'pause', atMs: 1, forMs: 2, node: 'captain' }] },
      /plan\.json: faults\.0\.node: expected the number of a node, leader/,
    ],
    [
      'a time before the start',
      { ...planOf(1), faults: [{ type: 'sync-failure', atMs: -1, node: 1 }] },
      /plan\.json: faults\.0\.atMs: /,
    ],
    ['not a number', { ...planOf(1), seed: NaN }, /plan\.json: seed: /],
  ])('with %s is refused', (_, given, message) => {
    expect(() => readPlan(given, 'plan.json')).toThrow(
      expect.objectContaining({ code: 'bad_arguments' }) as Error,
    );
    expect(() => readPlan(given, 'plan.json')).toThrow(message);
  });

  it('tells all mistakes at once', () => {
    expect(() => readPlan({ ...planOf(1), size: 0, keys: -1 }, 'plan.json')).toThrow(/size: .*\n.*keys: /);
  });
});
