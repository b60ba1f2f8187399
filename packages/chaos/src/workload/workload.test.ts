import { describe, expect, it } from 'vitest';

import { toCompletion, toStoreOperation } from './client.ts';
import { makeWorkload, WORKLOAD_NAMES } from './make-workload.ts';
import { Pace } from './pace.ts';

const values = (count: number, next: () => { value: unknown }) => Array.from({ length: count }, next);

describe.each(WORKLOAD_NAMES)('the workload %s', (name) => {
  it('is determined by its seed', () => {
    const take = (seed: number) => {
      const workload = makeWorkload(name, { seed });
      return Array.from({ length: 200 }, (_, i) => workload.next(i % 5));
    };
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
  });

  it('uses every function that its model has', () => {
    const workload = makeWorkload(name, { seed: 3 });
    const functions = new Set(Array.from({ length: 500 }, () => workload.next(0).f));
    expect([...functions].sort()).toEqual(
      name === 'kv' ? ['append', 'cas', 'delete', 'get', 'put'] : ['cas', 'read', 'write'],
    );
  });

  it('leaves a key for a fresh one after a while, and reads all of them in the end', () => {
    const workload = makeWorkload(name, { seed: 3, keys: 2, operationsPerKey: 10 });
    const used = new Map<string, number>();
    for (let i = 0; i < 200; i++) {
      const { key } = workload.next(i % 3);
      used.set(key, (used.get(key) ?? 0) + 1);
    }
    expect(used.size).toBeGreaterThan(15);
    expect(Math.max(...used.values())).toBeLessThanOrEqual(10);
    const reads = workload.finalReads();
    expect(new Set(reads.map(({ key }) => key))).toEqual(new Set(used.keys()));
    expect(reads.every(({ f }) => f === (name === 'kv' ? 'get' : 'read'))).toBe(true);
  });
});

describe('kv', () => {
  it('never writes the same value twice', () => {
    const workload = makeWorkload('kv', { seed: 5 });
    const written = values(1000, () => workload.next(0))
      .map(({ value }) => (Array.isArray(value) ? (value[1] as unknown) : value))
      .filter((value) => value !== null);
    expect(new Set(written).size).toBe(written.length);
  });

  it('expects in a cas what the process saw last', () => {
    const workload = makeWorkload('kv', { seed: 5, keys: 1 });
    const key = 'k0.0';
    workload.observe(1, { f: 'get', key, value: null }, { type: 'ok', value: 'seen' });
    workload.observe(2, { f: 'get', key, value: null }, { type: 'fail', error: 'timeout' });
    const expectations = (process: number) =>
      values(60, () => workload.next(process))
        .map(({ value }) => value)
        .filter(Array.isArray)
        .map(([expected]) => expected as unknown);
    expect(new Set(expectations(1))).toEqual(new Set(['seen']));
    expect(new Set(expectations(2))).toEqual(new Set([null]));
  });
});

describe('between the workload and the store', () => {
  it('numbers travel as text and come back as numbers', () => {
    const workload = makeWorkload('register', { seed: 1 });
    const decode = (stored: string | null) => workload.decode(stored);
    expect(toStoreOperation({ f: 'write', key: 'r', value: 3 })).toEqual({ f: 'put', key: 'r', value: '3' });
    expect(toStoreOperation({ f: 'cas', key: 'r', value: [null, 0] })).toEqual({
      f: 'cas',
      key: 'r',
      expected: null,
      value: '0',
    });
    expect(toCompletion({ f: 'read', key: 'r', value: null }, { type: 'ok', value: '3' }, decode)).toEqual({
      type: 'ok',
      value: 3,
    });
    expect(
      toCompletion({ f: 'cas', key: 'r', value: [1, 2] }, { type: 'ok', value: false, current: '4' }, decode),
    ).toEqual({ type: 'ok', value: false, current: 4 });
    expect(toCompletion({ f: 'read', key: 'r', value: null }, { type: 'ok', value: 'junk' }, decode)).toEqual(
      { type: 'ok', value: 'junk' },
    );
  });
});

describe('Pace', () => {
  it('keeps the rate on average, and makes nothing up after a stall', () => {
    const pace = new Pace(1, 50, 0);
    let now = 0;
    let operations = 0;
    while (now < 20_000) {
      now += pace.next(now);
      operations++;
    }
    expect(operations).toBeGreaterThan(900);
    expect(operations).toBeLessThan(1100);
    now += 10_000;
    const waits = [pace.next(now), pace.next(now), pace.next(now), pace.next(now)];
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(0);
  });
});
