import { expect } from 'vitest';
import { isLinearizable } from '../__brute-force.ts';
import { Rng } from '../__rng.ts';
import { check } from '../check.ts';
import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import { randomOperations } from './__random-operations.ts';
import type { Shape, Subject } from './__random-operations.ts';
import type { FastPath } from './fast-path.ts';
import { finish } from '../work.ts';

export interface Tally {
  /** Histories that the path decided. */
  decided: number;
  valid: number;
}

export interface Seeds {
  readonly from: number;
  readonly count: number;
}

/** Holds a fast path, and the search, against every order there is, over random small histories. */
export function expectAgreement<S, I, O>(
  path: FastPath<I, O>,
  subject: Subject<S, I, O>,
  shape: Shape,
  seeds: Seeds,
): Tally {
  return expectAgreementOn(path, subject.model, (rng) => randomOperations(rng, subject, shape), seeds);
}

/** Holds a fast path, and the search, against every order there is, over histories made from seeds. */
export function expectAgreementOn<S, I, O>(
  path: FastPath<I, O>,
  model: Model<S, I, O>,
  make: (rng: Rng) => Operation<I, O>[],
  seeds: Seeds,
): Tally {
  const tally = { decided: 0, valid: 0 };
  for (let seed = seeds.from; seed < seeds.from + seeds.count; seed++) {
    const operations = make(new Rng(seed));
    const found = finish(path.decide(operations));
    if (found === undefined) continue;
    const expected = isLinearizable(model, operations);
    expect(found.verdict, `seed ${seed}`).toBe(expected ? 'valid' : 'invalid');
    const searched = check(operations, model, { fastPaths: false, explain: false });
    expect(searched.verdict, `search of seed ${seed}`).toBe(expected ? 'valid' : 'invalid');
    tally.decided += 1;
    if (found.verdict === 'valid') {
      tally.valid += 1;
      verifyOrder(model, operations, found.order);
    } else {
      expectWitness(model, operations, found, seed);
    }
  }
  return tally;
}

/** The witness cannot be ordered, and is explained. */
function expectWitness<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  { witness, isCore }: { readonly witness: readonly Operation<I, O>[]; readonly isCore?: true },
  seed: number,
): void {
  const ids = witness.map(({ id }) => id);
  expect(new Set(ids).size, `seed ${seed}`).toBe(ids.length);
  if (isCore !== true) expect(isLinearizable(model, witness), `witness of seed ${seed}`).toBe(false);
  if (seed % 10 !== 0) return;
  if (isCore === true) {
    expect(isOrderable(model, operations, ids), `core of seed ${seed}`).toBe(false);
    for (const freed of ids) {
      const rest = ids.filter((id) => id !== freed);
      expect(isOrderable(model, operations, rest), `core of seed ${seed} without ${freed}`).toBe(true);
    }
  }
  const [{ explanation, longestPartial } = {}] = check(operations, model).partitions.filter(
    ({ verdict }) => verdict === 'invalid',
  );
  expect(explanation?.operations.length, `explanation of seed ${seed}`).toBeGreaterThan(0);
  expect(explanation?.minimal, `explanation of seed ${seed}`).toBe(true);
  expect(longestPartial?.blocked.length, `longest order of seed ${seed}`).toBeGreaterThan(0);
}

/** Whether these operations have an order when all others may take effect at any time, or not at all. */
function isOrderable<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  bound: readonly number[],
): boolean {
  const freed = operations
    .filter(({ id, input, output }) => !bound.includes(id) && model.hints?.readOnly?.(input, output) !== true)
    .map((operation) => ({ ...operation, output: undefined, call: -Infinity, return: Infinity }));
  return isLinearizable(model, [...operations.filter(({ id }) => bound.includes(id)), ...freed]);
}

/** Throws unless the order is a linearization. */
export function verifyOrder<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  order: readonly number[],
): void {
  const rest = new Map(operations.map((operation) => [operation.id, operation]));
  let state = model.init();
  let latestCall = -Infinity;
  for (const id of order) {
    const operation = rest.get(id);
    if (operation === undefined) throw new Error(`operation ${id} is unknown or appears twice`);
    latestCall = Math.max(latestCall, operation.call);
    if (operation.return < latestCall)
      throw new Error(`operation ${id} comes after one that was called later`);
    const after = model.step(state, operation.input, operation.output);
    if (after === ILLEGAL) throw new Error(`operation ${id} is illegal in its place`);
    state = after;
    rest.delete(id);
  }
  for (const { id, return: end } of rest.values()) {
    if (end !== Infinity) throw new Error(`operation ${id} is missing`);
  }
}
