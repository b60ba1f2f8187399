import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FAULT_KINDS, planFaults, type FaultKind, type PlannedFault } from './schedule.ts';

const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const kindsOf = (plan: readonly PlannedFault[]): FaultKind[] => plan.map(({ action }) => action.kind);

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    const plan = (seed: number): PlannedFault[] => planFaults({ seed, nodes: NODES, durationMs: 60_000 });
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });

  it('holds, in a minute or more, everything a default run must', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 60_000, max: 75_000 }), (seed, durationMs) => {
        const plan = planFaults({ seed, nodes: NODES, durationMs });
        const kinds = kindsOf(plan);
        expect(kinds.filter((kind) => kind.startsWith('partition')).length).toBeGreaterThanOrEqual(4);
        expect(kinds).toEqual(expect.arrayContaining(['partition-leader', 'kill', 'pause']));
        const skews = plan.filter(
          ({ action }) => action.kind === 'clock-jump' && Math.abs(action.setting.offsetMs) > 1000,
        );
        expect(skews.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('has one fault at a time, long enough to matter, with quiet between and at both ends', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 20_000, max: 600_000 }), (seed, durationMs) => {
        const plan = planFaults({ seed, nodes: NODES, durationMs });
        let last = 0;
        for (const { startMs, stopMs } of plan) {
          expect(startMs - last).toBeGreaterThanOrEqual(1000);
          expect(stopMs - startMs).toBeGreaterThanOrEqual(2000);
          expect(stopMs - startMs).toBeLessThanOrEqual(6500);
          last = stopMs;
        }
        expect(durationMs - last).toBeGreaterThanOrEqual(2500);
        expect(new Set(plan.map(({ id }) => id)).size).toBe(plan.length);
      }),
    );
  });

  it('contains only what was asked for, and only what a cluster of that size can suffer', () => {
    const asked = fc.subarray([...FAULT_KINDS], { minLength: 1 });
    fc.assert(
      fc.property(seeds, asked, fc.integer({ min: 1, max: 5 }), (seed, kinds, size) => {
        const plan = planFaults({ seed, nodes: NODES.slice(0, size), durationMs: 40_000, kinds });
        for (const kind of kindsOf(plan)) expect(kinds).toContain(kind);
        if (size === 1) expect(kindsOf(plan).some((kind) => kind.startsWith('partition'))).toBe(false);
        if (size === 2) expect(kindsOf(plan)).not.toContain('partition-majorities-ring');
      }),
    );
  });

  it('uses every kind that was asked for, when there is time for it', () => {
    const kinds: FaultKind[] = ['partition-one', 'clock-drift', 'partition-halves'];
    const plan = planFaults({ seed: 3, nodes: NODES, durationMs: 60_000, kinds });
    expect(new Set(kindsOf(plan))).toEqual(new Set(kinds));
  });

  it('is empty when there is no time', () => {
    expect(planFaults({ seed: 1, nodes: NODES, durationMs: 5000 })).toEqual([]);
  });

  it('never asks a monotonic clock to go back', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const plan = planFaults({ seed, nodes: NODES, durationMs: 300_000, electionTimeoutMs: 1000 });
        for (const { action } of plan) {
          if (action.kind !== 'clock-jump') continue;
          expect(Math.abs(action.setting.offsetMs)).toBeGreaterThan(2000);
          if (action.setting.clocks === 'wall-and-monotonic')
            expect(action.setting.offsetMs).toBeGreaterThan(0);
        }
      }),
    );
  });
});
