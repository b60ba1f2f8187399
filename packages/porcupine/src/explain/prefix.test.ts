import { describe, expect, it } from 'vitest';
import { isLinearizable } from '../__brute-force.ts';
import { randomHistory } from '../__random-history.ts';
import { Rng } from '../__rng.ts';
import { check } from '../check.ts';
import { ILLEGAL } from '../model.ts';
import { kv } from '../models/kv.ts';
import { truncate } from './truncate.ts';

const shape = { keys: 1, processes: 4, operations: 9, values: 3, crashes: 0.15, lies: 0.3 };

describe('the longest linearizable prefix', () => {
  it('is linearizable, in the order that is told, and is not with one more return', () => {
    let seen = 0;
    for (let seed = 1; seed <= 2_000; seed++) {
      const functions = ['read', 'write', 'append', 'cas'] as const;
      const operations = randomHistory(new Rng(seed), { ...shape, functions });
      const [partition] = check(operations, kv).partitions;
      if (partition?.verdict !== 'invalid') continue;
      seen += 1;
      const prefix = partition.explanation?.prefix;
      if (prefix === undefined) throw new Error(`seed ${seed} has no prefix`);
      const next = operations.find(({ id }) => id === prefix.before)!;
      expect(isLinearizable(kv, truncate(kv, operations, next.return)), `seed ${seed}`).toBe(false);
      const returned = operations.filter((operation) => operation.return < next.return);
      expect(prefix.completed, `seed ${seed}`).toBe(returned.length);
      const rest = new Map(operations.map((operation) => [operation.id, operation]));
      let state = kv.init();
      for (const id of prefix.order) {
        const { input, output, call, return: end } = rest.get(id)!;
        expect([...rest.values()].filter((other) => other.return < call)).toEqual([]);
        const after = kv.step(state, input, end < next.return ? output : undefined);
        if (after === ILLEGAL) throw new Error(`seed ${seed}: ${id} is illegal`);
        state = after;
        rest.delete(id);
      }
      expect(returned.filter(({ id }) => rest.has(id))).toEqual([]);
      expect(prefix.state).toBe(kv.describeState?.(state));
    }
    expect(seen).toBeGreaterThan(300);
  });
});
