import { describe, expect, it } from 'vitest';
import { check } from '../check.ts';
import type { Model } from '../model.ts';
import { counter } from '../models/counter.ts';
import { listAppend } from '../models/list-append.ts';
import { register } from '../models/register.ts';
import type { Operation } from '../operation.ts';

/** How many steps the search needs to find the history invalid. */
function stepsToRefuse<S, I, O>(operations: readonly Operation<I, O>[], model: Model<S, I, O>): number {
  const result = check(operations, model, { fastPaths: false, explain: false });
  expect(result.verdict).toBe('invalid');
  return result.stats.steps;
}

/** Forty operations at once, of which nobody knows the outcome. */
function lost<F extends string>(f: F, valueOf: (id: number) => number) {
  return Array.from({ length: 40 }, (_, id) => ({
    id,
    process: id,
    input: { f, key: null, value: valueOf(id) },
    output: undefined,
    call: id,
    return: Infinity,
  }));
}

function read<T>(id: number, output: T) {
  return { id, process: id, input: { f: 'read', key: null } as const, output, call: id, return: id + 1 };
}

describe('reductions of the search', () => {
  it('take operations of unknown outcome that do the same in one order', () => {
    const adds = lost('add', () => 1);
    expect(stepsToRefuse([...adds, read(100, 41)], counter)).toBeLessThan(100);
  });

  it('leave out operations of unknown outcome that lead to nothing seen', () => {
    const writes = lost('write', (id) => id);
    expect(stepsToRefuse([...writes, read(100, 41)], register)).toBeLessThan(100);
  });

  it('grow lists only into what is read next', () => {
    const appends = lost('append', (id) => id);
    const list = [...Array(40).keys()].reverse();
    const operations = [...appends, read(100, list.slice(0, 20)), read(200, [...list.slice(0, 30), -1])];
    expect(stepsToRefuse(operations, listAppend)).toBeLessThan(5_000);
  });
});
