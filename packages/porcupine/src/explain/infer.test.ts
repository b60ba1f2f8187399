import { describe, expect, it } from 'vitest';
import { randomHistory } from '../__random-history.ts';
import type { RandomHistoryShape } from '../__random-history.ts';
import { Rng } from '../__rng.ts';
import { check } from '../check.ts';
import { ILLEGAL } from '../model.ts';
import type { CellInput, CellOutput, CellState } from '../models/cell.ts';
import { kv } from '../models/kv.ts';
import type { Operation } from '../operation.ts';
import { inferOutcomes } from './infer.ts';
import type { Inference } from './infer.ts';

type CellOperation = Operation<CellInput, CellOutput>;

const write = (id: number, process: number, value: number, call: number, end: number): CellOperation => ({
  id,
  process,
  input: { f: 'write', key: 'k', value },
  output: end === Infinity ? undefined : null,
  call,
  return: end,
});
const read = (id: number, value: number | null, call: number, end: number): CellOperation => ({
  id,
  process: 9,
  input: { f: 'read', key: 'k' },
  output: value,
  call,
  return: end,
});
const infer = (operations: readonly CellOperation[]) => inferOutcomes(check(operations, kv), kv);

describe('what became of operations of unknown outcome', () => {
  it('is known when their value was read', () => {
    expect(infer([write(1, 1, 7, 1, Infinity), read(2, 7, 3, 4)]).get(1)).toBe('applied');
  });

  it('is known when reads to the end find something else', () => {
    expect(infer([write(1, 1, 7, 1, Infinity), read(2, null, 3, 4)]).get(1)).toBe('not-applied');
  });

  it('is not known when something else was written over it, or nobody looked', () => {
    const operations = [write(1, 1, 7, 1, Infinity), write(2, 2, 8, 2, 5), read(3, 8, 6, 7)];
    expect(infer(operations).get(1)).toBe('undetermined');
    expect(infer([read(1, null, 1, 2), write(2, 1, 7, 3, Infinity)]).get(2)).toBe('undetermined');
  });

  it('is known of both when both are needed, and of neither when one will do', () => {
    const operations = [
      write(1, 1, 7, 1, Infinity),
      write(2, 2, 7, 1, Infinity),
      read(3, 7, 3, 4),
      write(4, 3, 8, 5, 6),
      read(5, 7, 7, 8),
    ];
    expect([...infer(operations)]).toEqual([
      [1, 'applied'],
      [2, 'applied'],
    ]);
    expect(new Set(infer(operations.slice(0, 3)).values())).toEqual(new Set(['undetermined']));
  });

  it('is told of the linearizable prefix of an invalid history', () => {
    const operations = [
      write(1, 1, 7, 1, Infinity),
      read(2, 7, 3, 4),
      write(3, 2, 8, 5, 6),
      write(4, 3, 9, 7, 8),
      read(5, 8, 9, 10),
    ];
    const result = check(operations, kv);
    expect(result.verdict).toBe('invalid');
    expect(inferOutcomes(result, kv).get(1)).toBe('applied');
  });

  it('is undetermined when the time is up', () => {
    const result = check([write(1, 1, 7, 1, Infinity), read(2, 7, 3, 4)], kv);
    expect(inferOutcomes(result, kv, { timeLimit: 0 }).get(1)).toBe('undetermined');
  });

  const base = { keys: 1, processes: 4, operations: 6, values: 2, crashes: 0.35, lies: 0.05 };
  const shapes: Readonly<Record<string, RandomHistoryShape>> = {
    'reads, writes and compare-and-sets': { ...base, functions: ['read', 'write', 'cas'] },
    'compare-and-sets from unique values': { ...base, functions: ['read', 'cas', 'cas'], values: 0 },
    'everything a store does': { ...base, functions: ['read', 'write', 'append', 'delete', 'cas'] },
  };
  for (const [name, shape] of Object.entries(shapes)) {
    it(`is what all orders have in common, with ${name}`, { timeout: 60_000 }, () => {
      const seen = { applied: 0, 'not-applied': 0, undetermined: 0 };
      for (let seed = 1; seed <= 2_000; seed++) {
        const operations = randomHistory(new Rng(seed), shape);
        const result = check(operations, kv, { explain: false });
        if (result.verdict !== 'valid') continue;
        const inferred = inferOutcomes(result, kv, { timeLimit: Infinity });
        const expected = tryEveryOrder(operations);
        expect([...inferred], `seed ${seed}`).toEqual([...expected]);
        for (const inference of expected.values()) seen[inference] += 1;
      }
      for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
    });
  }
});

/** All orders there are, and what each of them does with the optional operations. */
function tryEveryOrder(operations: readonly CellOperation[]): Map<number, Inference> {
  const optional = operations.filter(
    ({ return: end, input }) => end === Infinity && kv.hints?.readOnly?.(input, undefined) !== true,
  );
  const completed = operations.filter(({ return: end }) => end !== Infinity);
  const lastCall = Math.max(...completed.map(({ call }) => call));
  const absent = new Set<number>();
  const present = new Set<number>();
  const visit = (
    state: CellState,
    rest: readonly CellOperation[],
    reached: number,
    effects: readonly (readonly [id: number, reached: number])[],
  ): void => {
    if (rest.every(({ return: end }) => end === Infinity)) {
      const effective = new Set(effects.map(([id]) => id));
      for (const { id } of optional) if (!effective.has(id)) absent.add(id);
      for (const [id, at] of effects) if (at < lastCall) present.add(id);
    }
    for (const operation of rest) {
      if (rest.some((other) => other.return < operation.call)) continue;
      const after = kv.step(state, operation.input, operation.output);
      if (after === ILLEGAL) continue;
      const now = Math.max(reached, operation.call);
      const acts = operation.return === Infinity && after !== state;
      visit(
        after,
        rest.filter((other) => other !== operation),
        now,
        acts ? [...effects, [operation.id, now]] : effects,
      );
    }
  };
  visit(null, operations, -Infinity, []);
  return new Map(
    optional.map(({ id, call }) => {
      if (!absent.has(id)) return [id, 'applied'];
      return [id, present.has(id) || call >= lastCall ? 'undetermined' : 'not-applied'];
    }),
  );
}
