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

const lost = { output: undefined, return: Infinity };

describe('reductions of the search', () => {
  it('take operations of unknown outcome that do the same in one order', () => {
    const adds = Array.from({ length: 40 }, (_, id) => ({
      ...lost,
      id,
      process: id,
      input: { f: 'add', key: null, value: 1 } as const,
      call: id,
    }));
    const read = {
      id: 99,
      process: 99,
      input: { f: 'read', key: null } as const,
      output: 41,
      call: 100,
      return: 101,
    };
    expect(stepsToRefuse([...adds, read], counter)).toBeLessThan(100);
  });

  it('leave out operations of unknown outcome that lead to nothing seen', () => {
    const writes = Array.from({ length: 40 }, (_, id) => ({
      ...lost,
      id,
      process: id,
      input: { f: 'write', key: null, value: id } as const,
      call: id,
    }));
    const read = {
      id: 99,
      process: 99,
      input: { f: 'read', key: null } as const,
      output: 41,
      call: 100,
      return: 101,
    };
    expect(stepsToRefuse([...writes, read], register)).toBeLessThan(100);
  });

  it('grow lists only into what is read next', () => {
    const appends = Array.from({ length: 40 }, (_, id) => ({
      ...lost,
      id,
      process: id,
      input: { f: 'append', key: null, value: id } as const,
      call: id,
    }));
    const list = [...Array(40).keys()].reverse();
    const read = (id: number, output: readonly number[]) => ({
      id,
      process: id,
      input: { f: 'read', key: null } as const,
      output,
      call: id,
      return: id + 1,
    });
    const operations = [...appends, read(100, list.slice(0, 20)), read(200, [...list.slice(0, 30), -1])];
    expect(stepsToRefuse(operations, listAppend)).toBeLessThan(5_000);
  });
});
