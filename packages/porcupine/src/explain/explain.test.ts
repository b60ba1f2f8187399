import { describe, expect, it } from 'vitest';
import { isLinearizable, isOrderableWithFree } from '../__brute-force.ts';
import { randomHistory } from '../__random-history.ts';
import type { RandomHistoryShape } from '../__random-history.ts';
import { Rng } from '../__rng.ts';
import { check } from '../check.ts';
import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import { kv } from '../models/kv.ts';
import type { Operation } from '../operation.ts';
import { truncate } from './truncate.ts';

const base = { keys: 1, processes: 4, operations: 9, values: 3, crashes: 0.15, lies: 0.3 };
const shapes: Readonly<Record<string, RandomHistoryShape>> = {
  'reads and writes': { ...base, functions: ['read', 'write'] },
  'unique writes and compare-and-sets': { ...base, functions: ['read', 'write', 'cas'], values: 0 },
  'everything a store does': {
    ...base,
    functions: ['read', 'read', 'write', 'append', 'delete', 'cas'],
    values: 2,
  },
  appends: { ...base, functions: ['read', 'append'], values: 0 },
};

describe('explanations of random histories', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it(`are sound and minimal for ${name}`, { timeout: 60_000 }, () => {
      const sizes: number[] = [];
      const kinds = new Set<string>();
      for (let seed = 1; seed <= 3_000; seed++) {
        const operations = randomHistory(new Rng(seed), shape);
        const [partition] = check(operations, kv).partitions;
        if (partition?.verdict !== 'invalid') continue;
        const { explanation } = partition;
        if (explanation === undefined) throw new Error(`seed ${seed} is not explained`);
        const ids = new Set(explanation.operations);
        const culprit = operations.find(({ id }) => id === explanation.culprit);
        const beginning = truncate(kv, operations, culprit?.return ?? Infinity);
        const bound = beginning.filter(({ id }) => ids.has(id));
        const orderable = (left: typeof bound) => {
          const free = beginning.filter((operation) => !left.includes(operation));
          return isOrderableWithFree(kv, left, free, explanation.selfContained);
        };
        expect(ids.size, `seed ${seed}`).toBe(bound.length);
        expect(ids, `seed ${seed}`).toContain(explanation.culprit);
        expect(isLinearizable(kv, bound), `seed ${seed}, on their own`).toBe(false);
        expect(orderable(bound), `seed ${seed}`).toBe(false);
        expect(explanation.minimal, `seed ${seed}`).toBe(true);
        for (const operation of bound) {
          const left = bound.filter((other) => other !== operation);
          expect(orderable(left), `seed ${seed} without ${operation.id}`).toBe(true);
        }
        sizes.push(bound.length);
        kinds.add(explanation.kind);
      }
      expect(sizes.length).toBeGreaterThan(500);
      expect(Math.max(...sizes)).toBeGreaterThan(2);
      expect(kinds.size).toBeGreaterThan(3);
    });
  }
});

describe('the longest partial linearization', () => {
  it('is a legal order that ends where nothing can follow', () => {
    let seen = 0;
    for (let seed = 1; seed <= 2_000; seed++) {
      const operations = randomHistory(new Rng(seed), { ...base, functions: ['read', 'write', 'cas'] });
      const [partition] = check(operations, kv, { explain: false }).partitions;
      if (partition?.longestPartial === undefined) continue;
      seen += 1;
      const byId = new Map(operations.map((operation) => [operation.id, operation]));
      const { order, blocked } = partition.longestPartial;
      let state = kv.init();
      for (const id of order) {
        const { input, output } = byId.get(id)!;
        const after = kv.step(state, input, output);
        if (after === ILLEGAL) throw new Error(`seed ${seed}: ${id} is illegal`);
        state = after;
        byId.delete(id);
      }
      expect(blocked.length, `seed ${seed}`).toBeGreaterThan(0);
      for (const id of blocked) {
        const { input, output } = byId.get(id)!;
        expect(kv.step(state, input, output), `seed ${seed}: ${id}`).toBe(ILLEGAL);
      }
    }
    expect(seen).toBeGreaterThan(300);
  });
});

describe('explanations for a model without hints', () => {
  const counter: Model<number, 'add' | 'get', number | null> = {
    name: 'counter',
    init: () => 0,
    step: (state, input, output) => {
      if (input === 'add') return state + 1;
      return output === undefined || output === state ? state : ILLEGAL;
    },
  };

  it('names the operations in general words', () => {
    const add = (id: number, process: number, call: number, end: number): Operation<'add' | 'get', null> => ({
      id,
      process,
      input: 'add',
      output: null,
      call,
      return: end,
    });
    const operations = [
      add(1, 1, 1, 2),
      add(2, 1, 3, 4),
      { id: 3, process: 2, input: 'get' as const, output: 1, call: 5, return: 6 },
      add(4, 1, 7, 8),
    ];
    const [partition] = check(operations, counter).partitions;
    expect(partition?.verdict).toBe('invalid');
    expect(partition?.explanation).toEqual({
      kind: 'unorderable',
      sentence:
        'no order of these operations agrees both with time and with the model counter: ' +
        `process 1's "add" -> null (index 1–2); process 1's "add" -> null (index 3–4); process 2's "get" -> 1 (index 5–6)`,
      operations: [1, 2, 3],
      culprit: 3,
      minimal: true,
      selfContained: false,
      prefix: { before: 3, completed: 2, order: [1, 2], state: '2' },
    });
  });
});
