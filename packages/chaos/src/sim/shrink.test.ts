import { describe, expect, it } from 'vitest';

import type { Fault, Plan, RunResult } from './plan.ts';
import { planOf, resultOf, violationOf } from './pool/scripted-engine.test.support.ts';
import { shrink } from './shrink.ts';

const pause = (atMs: number, forMs = 1_000): Fault => ({ type: 'pause', atMs, forMs, node: 'leader' });
const crash = (atMs: number, forMs = 1_000): Fault => ({
  type: 'crash',
  atMs,
  forMs,
  nodes: ['leader', 2, 'random'],
  survival: 0,
});
const noise = (atMs: number): Fault => ({ type: 'transfer', atMs, to: 'random' });

const many = [
  ...Array.from({ length: 20 }, (_, place) => noise(100 * place)),
  crash(2_500),
  ...Array.from({ length: 20 }, (_, place) => noise(3_000 + 100 * place)),
  pause(6_000),
  ...Array.from({ length: 20 }, (_, place) => noise(6_500 + 100 * place)),
];

/** Runs plans on a system that breaks when a node crashes and another pauses, and remembers which. */
function system(judge: (plan: Plan) => RunResult['violation'] = violationOf): {
  plans: Plan[];
  run: (plan: Plan) => Promise<RunResult>;
} {
  const plans: Plan[] = [];
  const run = (plan: Plan): Promise<RunResult> => {
    plans.push(plan);
    return Promise.resolve(resultOf(plan, judge(plan)));
  };
  return { plans, run };
}

function failureOf(plan: Plan, judge = violationOf): RunResult {
  return resultOf(plan, judge(plan));
}

describe('shortening a failing schedule', () => {
  it('finds the two faults of sixty-two that matter, and takes away everything else', async () => {
    const { run } = system();
    const { plan, violation, complete, traceHash } = await shrink(failureOf(planOf(1, many)), run);
    expect(plan.faults).toEqual([{ ...crash(2_500, 7), nodes: ['random'] }, { ...pause(6_000, 7) }]);
    expect(plan).toMatchObject({ size: 3, spares: 0, clients: 1, keys: 1, operationsPerSecond: 1 });
    expect(plan.link).toMatchObject({ loss: 0, duplication: 0, reordering: 0, minDelayMs: 1 });
    expect(plan.durationMs).toBeLessThan(6_010);
    expect(violation).toEqual(violationOf(plan));
    expect(traceHash).toBe(resultOf(plan, violation).traceHash);
    expect(complete).toBe(true);
  });

  it('ends in a plan that violates the same property, when run again', async () => {
    const { run } = system();
    const { plan, violation } = await shrink(failureOf(planOf(1, many)), run);
    expect((await run(plan)).violation).toEqual(violation);
  });

  it('is the same every time', async () => {
    const first = system();
    const second = system();
    await shrink(failureOf(planOf(1, many)), first.run);
    await shrink(failureOf(planOf(1, many)), second.run);
    expect(second.plans).toEqual(first.plans);
  });

  it('spends no more runs than it may, and says that it could go on', async () => {
    const { run, plans } = system();
    const { runs, complete, plan } = await shrink(failureOf(planOf(1, many)), run, { maxRuns: 9 });
    expect(runs).toBe(9);
    expect(plans).toHaveLength(9);
    expect(complete).toBe(false);
    expect(violationOf(plan)).not.toBeNull();
    expect(plan.faults.length).toBeLessThan(many.length);
  });

  it('never tries a plan twice', async () => {
    const { run, plans } = system();
    await shrink(failureOf(planOf(1, many)), run, { maxRuns: 1_000 });
    expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBe(plans.length);
  });

  it('does not mistake another violation for the same', async () => {
    const judge = (plan: Plan): RunResult['violation'] => {
      const found = violationOf(plan);
      if (found !== null) return found;
      return { property: 'liveness', message: 'stuck', atMs: plan.durationMs };
    };
    const { run } = system(judge);
    const { plan, violation } = await shrink(failureOf(planOf(1, many), judge), run);
    expect(violation.property).toBe('log-matching');
    expect(plan.faults.map(({ type }) => type)).toEqual(['crash', 'pause']);
  });

  it('takes a run that gave no result for one that shows nothing', async () => {
    const { run } = system();
    const { plan } = await shrink(failureOf(planOf(1, many)), (candidate) =>
      candidate.size < 5 ? Promise.resolve(null) : run(candidate),
    );
    expect(plan.size).toBe(5);
    expect(plan.faults).toHaveLength(2);
  });

  it('leaves a failure alone that needs all there is', async () => {
    const whole = planOf(1, many);
    const { plan, runs } = await shrink(failureOf(whole), (candidate) =>
      Promise.resolve(resultOf(candidate, null)),
    );
    expect(plan).toEqual(whole);
    expect(runs).toBeGreaterThan(0);
  });

  it('shortens a run whose end shows the violation', async () => {
    const judge = (plan: Plan): RunResult['violation'] =>
      plan.durationMs < 2_000
        ? null
        : { property: 'liveness', message: 'stuck', atMs: plan.durationMs + 10_000 };
    const { run } = system(judge);
    const { plan } = await shrink(failureOf(planOf(1, many), judge), run);
    expect(plan.faults).toEqual([]);
    expect(plan.durationMs).toBeLessThan(3_000);
    expect(plan.durationMs).toBeGreaterThanOrEqual(2_000);
  });

  it('wants a failure', async () => {
    await expect(shrink(resultOf(planOf(1), null), system().run)).rejects.toThrow(TypeError);
  });
});
