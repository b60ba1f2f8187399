import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { PLANTED_BUGS } from './catalog.test.support.ts';
import { plantBugs } from './plant-bugs.test.support.ts';

const PACKAGES = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/[\\/]$/, '');

/** Each is caught within a few runs; `nx run chaos:bugs` hunts for all. */
const QUICK = [
  'acknowledges-before-durable',
  'leader-counts-itself-early',
  'commits-earlier-terms',
  'quorum-of-half',
  'learners-decide',
  'snapshot-boundary-off-by-one',
];

describe('the simulator', () => {
  it('catches bugs that others had, and raises no alarm over the same seeds without them', async () => {
    const bugs = PLANTED_BUGS.filter(({ id }) => QUICK.includes(id));
    const outcomes = await plantBugs(PACKAGES, bugs, () => undefined);
    expect(outcomes).toHaveLength(QUICK.length);
    for (const { bug, caught, falseAlarm, error } of outcomes) {
      expect(error, bug.id).toBeNull();
      expect(caught, bug.id).not.toBeNull();
      expect(falseAlarm, bug.id).toBeNull();
    }
  }, 240_000);
});
