import { describe, expect, it } from 'vitest';
import { isLinearizable } from './__brute-force.ts';
import { randomHistory } from './__random-history.ts';
import type { RandomHistoryShape } from './__random-history.ts';
import { Rng } from './__rng.ts';
import { check } from './check.ts';
import { ILLEGAL } from './model.ts';
import type { Model } from './model.ts';
import { kv } from './models/kv.ts';
import { register } from './models/register.ts';
import type { CellInput, CellOutput, CellState } from './models/cell.ts';
import type { Operation } from './operation.ts';

const HISTORIES = 10_000;

type CellModel = Model<CellState, CellInput, CellOutput>;

/** The model without its hints: all reductions that rest on them are off. */
function plain({ name, init, step, partition }: CellModel): CellModel {
  return { name, init, step, ...(partition === undefined ? {} : { partition }) };
}

/** States compared by `equal` and `hash`, as those of models with objects are. */
function boxed(model: CellModel): Model<{ value: CellState }, CellInput, CellOutput> {
  return {
    name: model.name,
    init: () => ({ value: model.init() }),
    step: ({ value }, input, output) => {
      const after = model.step(value, input, output);
      return after === ILLEGAL ? ILLEGAL : { value: after };
    },
    equal: (a, b) => a.value === b.value,
    // Poor on purpose: different states must be told apart by `equal`.
    hash: ({ value }) => String(value).length % 2,
  };
}

const base = { keys: 1, processes: 4, operations: 8, values: 3, crashes: 0.15, lies: 0.15 };
const cases: readonly { name: string; model: CellModel; shape: RandomHistoryShape }[] = [
  {
    name: 'a register, few values',
    model: register,
    shape: { ...base, functions: ['read', 'write', 'cas'] },
  },
  {
    name: 'a register, every value written once',
    model: register,
    shape: { ...base, functions: ['read', 'write', 'cas'], values: 0 },
  },
  {
    name: 'two registers',
    model: register,
    shape: { ...base, functions: ['read', 'write', 'cas'], keys: 2, operations: 9 },
  },
  {
    name: 'a register, many lost outcomes',
    model: register,
    shape: { ...base, functions: ['read', 'write', 'cas'], crashes: 0.4, lies: 0.3 },
  },
  {
    name: 'a store with everything',
    model: kv,
    shape: { ...base, functions: ['read', 'read', 'write', 'append', 'delete', 'cas'], values: 2 },
  },
  { name: 'a store with appends', model: kv, shape: { ...base, functions: ['read', 'append'], values: 0 } },
  {
    name: 'a store with two keys',
    model: kv,
    shape: { ...base, functions: ['read', 'write', 'append', 'delete', 'cas'], keys: 2, operations: 9 },
  },
];

/** Throws unless the linearization is one. */
function verify(
  model: CellModel,
  operations: readonly Operation<CellInput, CellOutput>[],
  order: readonly number[],
) {
  const rest = new Map(operations.map((operation) => [operation.id, operation]));
  let state = model.init();
  for (const id of order) {
    const operation = rest.get(id);
    if (operation === undefined) throw new Error(`operation ${id} is unknown or appears twice`);
    for (const other of rest.values()) {
      if (other.return < operation.call) throw new Error(`operation ${other.id} ended before ${id} began`);
    }
    const after = model.step(state, operation.input, operation.output);
    if (after === ILLEGAL) throw new Error(`operation ${id} is illegal here`);
    state = after;
    rest.delete(id);
  }
  for (const { id, return: end } of rest.values())
    if (end !== Infinity) throw new Error(`operation ${id} is missing`);
}

describe('random histories against every order there is', () => {
  for (const [number, { name, model, shape }] of cases.entries()) {
    it(`agrees on ${name}`, { timeout: 60_000 }, () => {
      let valid = 0;
      for (let i = 0; i < HISTORIES; i++) {
        const seed = number * 1_000_003 + i;
        const operations = randomHistory(new Rng(seed), shape);
        const expected = isLinearizable(model, operations) ? 'valid' : 'invalid';
        const result = check(operations, model, { explain: false });
        expect(result.verdict, `seed ${seed}`).toBe(expected);
        for (const { verdict, linearization, operations: part } of result.partitions) {
          if (verdict === 'valid') verify(model, part, linearization ?? []);
        }
        if (expected === 'valid') valid += 1;
        // The other roads to a verdict.
        if (i % 5 === 0)
          expect(check(operations, plain(model), { explain: false }).verdict, `seed ${seed}, no hints`).toBe(
            expected,
          );
        if (i % 5 === 1 && shape.keys === 1) {
          expect(check(operations, boxed(model), { explain: false }).verdict, `seed ${seed}, boxed`).toBe(
            expected,
          );
        }
      }
      // Both verdicts are well represented.
      expect(valid / HISTORIES).toBeGreaterThan(0.2);
      expect(valid / HISTORIES).toBeLessThan(0.8);
    });
  }
});

describe('longer random histories', () => {
  it('come to the same with hints and without', { timeout: 60_000 }, () => {
    let valid = 0;
    const histories = 400;
    for (let seed = 1; seed <= histories; seed++) {
      const functions = ['read', 'read', 'write', 'append', 'delete', 'cas'] as const;
      const shape = { ...base, functions, operations: 100, crashes: 0.03, lies: 0.02 };
      const operations = randomHistory(new Rng(seed), shape);
      const result = check(operations, kv, { explain: false });
      expect(check(operations, plain(kv), { explain: false }).verdict, `seed ${seed}`).toBe(result.verdict);
      if (result.verdict !== 'valid') continue;
      valid += 1;
      verify(kv, operations, result.partitions[0]?.linearization ?? []);
    }
    expect(valid / histories).toBeGreaterThan(0.2);
    expect(valid / histories).toBeLessThan(0.8);
  });
});
