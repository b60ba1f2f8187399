import { describe, expect, it } from 'vitest';
import { set } from '../models/set.ts';
import type { SetInput, SetOutput, SetState } from '../models/set.ts';
import type { Operation } from '../operation.ts';
import { expectAgreement } from './__agreement.ts';
import type { Shape, Subject } from './__random-operations.ts';
import { growingSet } from './set-reads.ts';
import { valueOnce } from './set-value.ts';
import { finish } from '../work.ts';

type SetSubject = Subject<SetState, SetInput, SetOutput>;

/** One value that comes and goes. */
const oneValue: SetSubject = {
  model: set,
  ask: (rng, fresh) => ({
    f: rng.chance(0.55) ? 'contains' : fresh < 5 && rng.chance(0.5) ? 'add' : 'remove',
    key: null,
    value: 1,
  }),
  answer(state, input, rng) {
    const isThere = input.f !== 'read' && state.values.has(input.value);
    if (input.f === 'contains' || input.f === 'remove') return isThere;
    return isThere || rng.chance(0.5) ? !isThere : null;
  },
  lie: (_input, output) => (output === null ? null : output !== true),
};

/** Values are added, and read all at once. */
const reads: SetSubject = {
  model: set,
  ask: (rng, fresh) =>
    rng.chance(0.5) ? { f: 'read', key: null } : { f: 'add', key: null, value: rng.chance(0.01) ? 1 : fresh },
  answer: (state, input) => (input.f === 'read' ? [...state.values].reverse() : null),
  lie(input, output, rng, fresh) {
    if (input.f !== 'read' || !Array.isArray(output)) return null;
    return (output as readonly number[]).toSpliced(
      rng.below(output.length + 1),
      rng.below(2),
      ...(rng.chance(0.5) ? [1 + rng.below(fresh)] : []),
    );
  },
};

const shape: Shape = { processes: 4, operations: 8, crashes: 0.1, lies: 0.1, shifts: 0.1 };

describe('a value that is added once', () => {
  it.each<[string, Partial<Shape>, number]>([
    ['a few mistakes', {}, 0],
    ['many lost outcomes', { crashes: 0.3, processes: 5 }, 1],
    ['no lost outcomes, moved in time', { crashes: 0, lies: 0.05, shifts: 0.3, processes: 5 }, 2],
  ])('agrees with every order there is: %s', (_name, change, number) => {
    const seeds = { from: number * 1_000_000, count: 8_000 };
    const { decided, valid } = expectAgreement(valueOnce, oneValue, { ...shape, ...change }, seeds);
    expect(decided).toBeGreaterThan(2_500);
    expect(valid / decided).toBeGreaterThan(0.2);
    expect(valid / decided).toBeLessThan(0.85);
  });
});

describe('a set that grows', () => {
  it.each<[string, Partial<Shape>, number]>([
    ['a few mistakes', {}, 0],
    ['many lost outcomes', { crashes: 0.4, processes: 5, lies: 0.2 }, 1],
    ['one at a time', { processes: 2, operations: 7 }, 2],
  ])('agrees with every order there is: %s', (_name, change, number) => {
    const seeds = { from: number * 1_000_000, count: 4_000 };
    const { decided, valid } = expectAgreement(growingSet, reads, { ...shape, ...change }, seeds);
    expect(decided).toBeGreaterThan(3_000);
    expect(valid / decided).toBeGreaterThan(0.2);
    expect(valid / decided).toBeLessThan(0.85);
  });
});

describe('sets of other kinds', () => {
  const asked = (id: number, input: SetInput, output?: SetOutput): Operation<SetInput, SetOutput> => ({
    id,
    process: 0,
    input,
    output,
    call: 1,
    return: 2,
  });
  const add = (id: number, value: number, output: SetOutput = null) =>
    asked(id, { f: 'add', key: null, value }, output);
  const read = asked(9, { f: 'read', key: null }, []);
  it.each([
    ['a value added twice', [add(1, 7), add(2, 7)]],
    ['removed without an answer', [asked(1, { f: 'remove', key: null, value: 7 }, null)]],
    [
      'two values, and no read',
      [add(1, 7), add(2, 8), asked(3, { f: 'contains', key: null, value: 7 }, true)],
    ],
    ['a read next to something else', [read, asked(1, { f: 'contains', key: null, value: 7 }, false)]],
    ['a read, and an addition that was refused', [read, add(1, 7, false)]],
    ['a read of which the answer is unknown', [asked(1, { f: 'read', key: null })]],
  ])('are left to the search: %s', (_name, operations) => {
    expect(finish(growingSet.decide(operations))).toBeUndefined();
    expect(finish(valueOnce.decide(operations))).toBeUndefined();
  });
});
