import { describe, expect, it } from 'vitest';
import { isLinearizable } from '../__brute-force.ts';
import { Rng } from '../__rng.ts';
import { check } from '../check.ts';
import { randomOperations } from '../fast/__random-operations.ts';
import type { Subject } from '../fast/__random-operations.ts';
import { subjects } from './__subjects.ts';
import { beforeReturn } from './prefix.ts';
import { truncate } from './truncate.ts';

const shape = { processes: 4, operations: 8, crashes: 0.1, lies: 0.15, shifts: 0.1 };

/**
 * Where free operations are not abstracted from, they may take effect once at most, at any time after their call:
 * as if their outcome were unknown.
 */
function expectExplained<S, I, O>(subject: Subject<S, I, O>): void {
  const { model } = subject;
  let explained = 0;
  for (let seed = 1; seed <= 1_500; seed++) {
    const operations = randomOperations(new Rng(seed), subject, shape);
    const invalid = check(operations, model).partitions.find(({ verdict }) => verdict === 'invalid');
    if (invalid === undefined) continue;
    const { explanation } = invalid;
    if (explanation === undefined) throw new Error(`seed ${seed} is not explained`);
    const culprit = invalid.operations.find(({ id }) => id === explanation.culprit)!;
    const beginning = truncate(model, invalid.operations, culprit.return);
    const isOrderable = (bound: ReadonlySet<number>): boolean =>
      isLinearizable(
        model,
        beginning
          .filter(({ id, input, output }) => bound.has(id) || model.hints?.readOnly?.(input, output) !== true)
          .map((operation) =>
            bound.has(operation.id) ? operation : { ...operation, output: undefined, return: Infinity },
          ),
      );
    const core = new Set(explanation.operations);
    expect(core, `seed ${seed}`).toContain(explanation.culprit);
    expect(isOrderable(core), `seed ${seed}`).toBe(false);
    expect(explanation.minimal, `seed ${seed}`).toBe(true);
    for (const id of core) {
      const left = new Set([...core].filter((other) => other !== id));
      expect(isOrderable(left), `seed ${seed} without ${id}`).toBe(true);
    }
    const prefix = explanation.prefix;
    if (prefix === undefined) throw new Error(`seed ${seed} has no prefix`);
    const end = invalid.operations.find(({ id }) => id === prefix.before)!.return;
    expect(isLinearizable(model, beforeReturn(model, invalid.operations, end)), `seed ${seed}`).toBe(true);
    expect(isLinearizable(model, truncate(model, invalid.operations, end)), `seed ${seed}`).toBe(false);
    explained += 1;
  }
  expect(explained).toBeGreaterThan(300);
}

describe('explanations of random histories are sound and minimal, with the longest prefix', () => {
  it('of counters', () => expectExplained(subjects.counters));
  it('of sets', () => expectExplained(subjects.sets));
  it('of queues', () => expectExplained(subjects.queues));
  it('of stacks', () => expectExplained(subjects.stacks));
  it('of locks', () => expectExplained(subjects.mutexes));
  it('of lists', () => expectExplained(subjects.lists));
});
