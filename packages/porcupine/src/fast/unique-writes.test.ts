import { describe, expect, it } from 'vitest';
import { check } from '../check.ts';
import { stepCell } from '../models/cell.ts';
import type { CellInput, CellOutput, CellState, Value } from '../models/cell.ts';
import { register } from '../models/register.ts';
import type { Operation } from '../operation.ts';
import { expectAgreement } from './__agreement.ts';
import type { Shape, Subject } from './__random-operations.ts';
import { uniqueWrites } from './unique-writes.ts';
import { finish } from '../work.ts';

/** A register that says what it found when it refuses. */
function subject(cas: number): Subject<CellState, CellInput, CellOutput> {
  return {
    model: register,
    ask(rng, fresh, state) {
      if (rng.chance(cas)) {
        const expected = rng.chance(0.6) ? (state as Value | null) : rng.below(fresh) || null;
        return { f: 'cas', key: null, expected, value: rng.chance(0.05) ? (expected ?? fresh) : fresh };
      }
      return rng.chance(0.5) ? { f: 'read', key: null } : { f: 'write', key: null, value: fresh };
    },
    answer(state, input) {
      if (input.f === 'read') return state as Value | null;
      if (input.f !== 'cas') return null;
      return stepCell(state, input, true) === input.value || { current: state as Value | null };
    },
    lie(input, output, rng, fresh) {
      const value = rng.below(fresh + 1) || null;
      if (input.f === 'read') return value;
      if (input.f !== 'cas') return output;
      return output === true ? { current: value } : true;
    },
  };
}

const shape: Shape = { processes: 4, operations: 8, crashes: 0.15, lies: 0.07, shifts: 0.05 };

describe('unique writes', () => {
  it.each<[string, number, Partial<Shape>, number]>([
    ['reads and writes', 0, { lies: 0.12, shifts: 0.1 }, 0],
    ['compare-and-sets, too', 0.4, {}, 1],
    ['chains of compare-and-sets', 0.8, { lies: 0.03, shifts: 0.03 }, 2],
    ['many lost outcomes', 0.4, { crashes: 0.4, processes: 5 }, 3],
  ])('agree with every order there is: %s', (_name, cas, change, number) => {
    const seeds = { from: number * 1_000_000, count: 6_000 };
    const { decided, valid } = expectAgreement(uniqueWrites, subject(cas), { ...shape, ...change }, seeds);
    expect(decided).toBeGreaterThan(5_000);
    expect(valid / decided).toBeGreaterThan(0.2);
    expect(valid / decided).toBeLessThan(0.85);
  });

  const one = { process: 0, call: 1, return: 2 };
  const unknown = { return: Infinity, output: undefined };
  const write = (id: number, value: Value) => ({
    ...one,
    id,
    input: { f: 'write', key: null, value } as const,
    output: null,
  });
  it.each<[string, Operation<CellInput, CellOutput>[]]>([
    ['the same value written twice', [write(1, 7), { ...write(2, 7), ...unknown }]],
    ['an append', [{ ...one, id: 1, input: { f: 'append', key: null, value: 1 }, output: null }]],
    ['a delete', [{ ...one, id: 1, input: { f: 'delete', key: null }, output: null }]],
    [
      'a refusal that tells nothing',
      [{ ...one, id: 1, input: { f: 'cas', key: null, expected: 1, value: 2 }, output: false }],
    ],
    [
      'a completed compare-and-set of which the answer is unknown',
      [{ ...one, id: 1, input: { f: 'cas', key: null, expected: 1, value: 2 }, output: undefined }],
    ],
    [
      'a completed read of which the answer is unknown',
      [{ ...one, id: 1, input: { f: 'read', key: null }, output: undefined }],
    ],
    ['a number that is none', [write(1, NaN)]],
  ])('leave to the search: %s', (_name, operations) => {
    expect(finish(uniqueWrites.decide(operations))).toBeUndefined();
    expect(check(operations, register).partitions[0]?.method).toBe('search');
  });

  it('are said in the result, for each partition', () => {
    const keyed = (id: number, key: string, value: Value) => ({
      ...write(id, value),
      input: { f: 'write', key, value } as const,
    });
    const { partitions } = check([keyed(1, 'a', 1), keyed(2, 'b', 1), keyed(3, 'b', 1)], register);
    expect(partitions.map(({ key, method }) => [key, method])).toEqual([
      ['a', 'unique-writes'],
      ['b', 'search'],
    ]);
    expect(check([keyed(1, 'a', 1)], register, { fastPaths: false }).partitions[0]?.method).toBe('search');
  });
});
