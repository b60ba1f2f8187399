import { describe, expect, it } from 'vitest';
import { counter } from '../models/counter.ts';
import type { CounterInput, CounterOutput } from '../models/counter.ts';
import type { Operation } from '../operation.ts';
import { expectAgreement } from './__agreement.ts';
import type { Shape, Subject } from './__random-operations.ts';
import { uniformCounter } from './counter.ts';
import { finish } from '../work.ts';

function subject(amount: number, adds: number): Subject<number, CounterInput, CounterOutput> {
  return {
    model: counter,
    ask(rng) {
      if (rng.chance(adds)) return { f: 'add', key: null, value: rng.chance(0.01) ? 0 : amount };
      return { f: 'read', key: null };
    },
    answer: (state, input) => (input.f === 'read' ? state : null),
    lie(input, output, rng) {
      if (input.f === 'add') return null;
      return rng.chance(0.1) ? output! + 1 : output! + amount * (rng.below(3) - 1);
    },
  };
}

const shape: Shape = { processes: 4, operations: 8, crashes: 0.1, lies: 0.15, shifts: 0.15 };

describe('counters of one amount', () => {
  it.each<[string, number, number, Partial<Shape>, number]>([
    ['as many reads as additions', 1, 0.5, {}, 0],
    ['mostly additions', 3, 0.7, { operations: 9, shifts: 0.3 }, 1],
    ['mostly reads', 1, 0.3, { lies: 0.08 }, 2],
    ['downwards', -2, 0.5, {}, 3],
    ['many lost outcomes', 1, 0.6, { crashes: 0.4, processes: 5, lies: 0.4 }, 4],
    ['one at a time', 1, 0.6, { crashes: 0, processes: 2, lies: 0.05, shifts: 0.2 }, 5],
  ])('agree with every order there is: %s', (_name, amount, adds, change, number) => {
    const seeds = { from: number * 1_000_000, count: 4_000 };
    const tested = subject(amount, adds);
    const { decided, valid } = expectAgreement(uniformCounter, tested, { ...shape, ...change }, seeds);
    expect(decided).toBeGreaterThan(3_000);
    expect(valid / decided).toBeGreaterThan(0.2);
    expect(valid / decided).toBeLessThan(0.85);
  });

  const one = { process: 0, call: 1, return: 2 };
  const add = (id: number, value: number): Operation<CounterInput, CounterOutput> => ({
    ...one,
    id,
    input: { f: 'add', key: null, value },
    output: null,
  });
  it.each<[string, Operation<CounterInput, CounterOutput>[]]>([
    ['different amounts', [add(1, 1), add(2, 2)]],
    ['nothing added', [add(1, 0)]],
    ['fractions', [add(1, 0.1)]],
    ['more than can be counted', [add(1, 2 ** 52), add(2, 2 ** 52), add(3, 2 ** 52)]],
    [
      'a completed read of which the answer is unknown',
      [{ ...one, id: 1, input: { f: 'read', key: null }, output: undefined }],
    ],
  ])('leave to the search: %s', (_name, operations) => {
    expect(finish(uniformCounter.decide(operations))).toBeUndefined();
  });
});
