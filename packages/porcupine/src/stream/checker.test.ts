import { describe, expect, it } from 'vitest';
import { isLinearizable } from '../__brute-force.ts';
import { randomHistory } from '../__random-history.ts';
import { Rng } from '../__rng.ts';
import { ArgumentError, HistoryError, ModelError } from '../errors.ts';
import { randomOperations } from '../fast/__random-operations.ts';
import type { Subject } from '../fast/__random-operations.ts';
import type { HistoryCodec } from '../history/history.ts';
import type { Model } from '../model.ts';
import type { Value } from '../models/cell.ts';
import { kv } from '../models/kv.ts';
import { queue } from '../models/queue.ts';
import type { QueueInput, QueueOutput } from '../models/queue.ts';
import { register } from '../models/register.ts';
import { set } from '../models/set.ts';
import type { Operation } from '../operation.ts';
import { createChecker } from './checker.ts';
import type { StreamOptions } from './checker.ts';

/** Events that carry inputs and outputs as they are. */
const codec: HistoryCodec<never, never> = {
  readInput: ({ fields }) => fields['input'] as never,
  readOutput: (_, { fields }) => fields['output'] as never,
};

/** The model as it is, but for its codec; it stays the model that it was for those who ask. */
function streamed<S, I, O>(
  model: Model<S, I, O>,
  partition = model.partition,
): Model<S, I, O> & HistoryCodec<I, O> {
  return { ...model, ...codec, ...(partition === undefined ? {} : { partition }) };
}

/** A history as events; `info` tells at once, later or never what nobody will know. */
function eventsOf<I, O>(operations: readonly Operation<I, O>[], rng: Rng): object[] {
  const events = operations.flatMap(({ id, input, output, call, return: end }) => {
    const event = { process: id, f: 'x' };
    const begin = { at: call, order: 0, event: { ...event, type: 'invoke', input } };
    if (end !== Infinity) return [begin, { at: end, order: 1, event: { ...event, type: 'ok', output } }];
    if (rng.chance(0.3)) return [begin];
    return [begin, { at: call + rng.below(12), order: 1, event: { ...event, type: 'info' } }];
  });
  return events.sort((a, b) => a.at - b.at || a.order - b.order).map(({ event }) => event);
}

function run<S, I, O>(
  model: Model<S, I, O> & HistoryCodec<I, O>,
  events: readonly object[],
  options?: StreamOptions,
) {
  const checker = createChecker(model, options);
  let early = false;
  for (const event of events) {
    checker.add(event);
    early ||= checker.status().invalid.length > 0;
  }
  const result = checker.finish();
  return { ...result, early };
}

const queues: Subject<readonly Value[], QueueInput, QueueOutput> = {
  model: queue,
  ask: (rng, fresh) =>
    rng.chance(0.5)
      ? { f: 'dequeue', key: null }
      : { f: 'enqueue', key: null, value: rng.chance(0.3) ? 1 : fresh },
  answer: (state, input) => (input.f === 'dequeue' ? (state[0] ?? null) : null),
  lie: (input, _output, rng, fresh) => (input.f === 'dequeue' ? rng.below(fresh + 1) || null : null),
};

const cells = { processes: 4, operations: 8, keys: 1, values: 3, crashes: 0.2, lies: 0.1 };
const sources: readonly {
  name: string;
  model: Model<unknown, unknown, unknown>;
  make: (rng: Rng) => Operation<unknown, unknown>[];
}[] = [
  {
    name: 'a register',
    model: register,
    make: (rng) => randomHistory(rng, { ...cells, functions: ['read', 'write', 'cas'] }),
  },
  {
    name: 'a register without hints',
    model: { name: 'plain', init: register.init, step: register.step },
    make: (rng) => randomHistory(rng, { ...cells, functions: ['read', 'write', 'cas'], crashes: 0.4 }),
  },
  {
    name: 'two keys with everything',
    model: kv,
    make: (rng) =>
      randomHistory(rng, {
        ...cells,
        functions: ['read', 'write', 'append', 'delete', 'cas'],
        keys: 2,
        operations: 10,
      }),
  },
  {
    name: 'a register of which most outcomes are lost',
    model: register,
    make: (rng) =>
      randomHistory(rng, {
        ...cells,
        functions: ['read', 'read', 'write', 'cas', 'cas'],
        operations: 9,
        processes: 5,
        values: 3,
        crashes: 0.45,
      }),
  },
  {
    name: 'a value that grows, most outcomes lost',
    model: kv,
    make: (rng) =>
      randomHistory(rng, {
        ...cells,
        functions: ['read', 'append', 'append', 'write'],
        operations: 9,
        processes: 5,
        values: 2,
        crashes: 0.45,
        lies: 0.35,
      }),
  },
  {
    name: 'a queue',
    model: queue,
    make: (rng) =>
      randomOperations(rng, queues, { processes: 3, operations: 8, crashes: 0.15, lies: 0.1, shifts: 0.1 }),
  },
];

describe('createChecker', () => {
  describe.each(sources)('agrees with every order there is: $name', ({ model, make }) => {
    it.each([
      ['as it comes', {}],
      ['with little context', { context: 1 }],
      ['with searches at the end', { maxStates: 1, context: 1 }],
      ['with some searches at the end', { maxStates: 4, context: 2 }],
    ])('%s', (_, options) => {
      const tally = { valid: 0, invalid: 0, early: 0 };
      for (let seed = 1; seed <= 300; seed++) {
        const rng = new Rng(seed);
        const operations = make(rng);
        const expected = isLinearizable(model, operations) ? 'valid' : 'invalid';
        const { verdict, early } = run(streamed(model), eventsOf(operations, rng), options);
        expect(verdict, `seed ${seed}`).toBe(expected);
        if (early) expect(expected).toBe('invalid');
        tally[expected] += 1;
        if (early) tally.early += 1;
      }
      expect(Math.min(tally.valid, tally.invalid)).toBeGreaterThan(20);
      if (!('maxStates' in options)) expect(tally.early).toBeGreaterThan(tally.invalid / 4);
    });
  });

  const event = (process: number, type: string, f: string, value: unknown = null, key = 'k') => ({
    process,
    type,
    f,
    key,
    value,
  });
  const put = (process: number, value: number, key = 'k') => [
    event(process, 'invoke', 'put', value, key),
    event(process, 'ok', 'put', null, key),
  ];
  const get = (process: number, value: number | null, key = 'k') => [
    event(process, 'invoke', 'get', null, key),
    event(process, 'ok', 'get', value, key),
  ];
  const feed = (checker: ReturnType<typeof createChecker>, ...events: object[]) =>
    events.forEach(checker.add, checker);

  it('keeps apart which operation of unknown outcome led to a value: the other one may be needed later', () => {
    const lost = (process: number, f: string, value: unknown) => [
      event(process, 'invoke', f, value),
      event(process, 'info', f, value),
    ];
    const checker = createChecker(kv);
    feed(
      checker,
      ...put(1, 0),
      ...lost(2, 'put', 1),
      ...lost(3, 'cas', [0, 1]),
      ...get(1, 1),
      ...put(1, 5),
      ...get(1, 1),
    );
    expect(checker.finish().verdict).toBe('valid');
  });

  it('takes one operation of unknown outcome after another where a read came in between', () => {
    const checker = createChecker(kv);
    for (const value of [1, 2])
      feed(checker, event(value, 'invoke', 'put', value), event(value, 'info', 'put'));
    feed(checker, event(3, 'invoke', 'get'), event(4, 'invoke', 'get'));
    feed(checker, event(4, 'ok', 'get', 2), event(3, 'ok', 'get', 1), ...get(5, 2));
    expect(checker.finish().verdict).toBe('valid');
  });

  it('holds a bounded part of what it has settled, however much comes', () => {
    const checker = createChecker(kv);
    let most = 0;
    for (let i = 0; i < 20_000; i++) {
      const key = `k${i % 5}`;
      checker.add(event(1, 'invoke', 'put', i, key));
      feed(checker, ...get(2, i, key));
      checker.add(event(1, 'ok', 'put', null, key));
      if (i % 100 === 0)
        feed(checker, event(10 + i, 'invoke', 'put', -i, key), event(10 + i, 'info', 'put', null, key));
      if (i % 100 === 1) feed(checker, ...get(2, i, key));
      most = Math.max(most, checker.status().held);
    }
    expect(most).toBeLessThan(5 * 3 * 64);
    expect(checker.status()).toMatchObject({ operations: 40_400, waiting: [], invalid: [] });
    expect(checker.finish()).toMatchObject({ verdict: 'valid', operations: 40_400 });
  });

  it('tells of a violation when the last event that it takes has come, and explains it', () => {
    const told: unknown[] = [];
    const checker = createChecker(kv, { onInvalid: (partition) => told.push(partition) });
    for (let i = 0; i < 500; i++) feed(checker, ...put(1, i), ...get(2, i));
    checker.add(event(3, 'invoke', 'get'));
    expect(told).toEqual([]);
    checker.add(event(3, 'ok', 'get', 497));
    expect(told).toMatchObject([
      { key: 'k', verdict: 'invalid', startingFrom: expect.stringMatching(/^\d+$/) as string },
    ]);
    expect(told[0]).toMatchObject({
      explanation: {
        kind: 'stale-read',
        sentence: expect.stringMatching(
          /^process 3's read \(index 2000–2001\) on key k returned 497, but /,
        ) as string,
      },
    });
    expect(checker.status()).toMatchObject({ invalid: told, held: 0 });
    feed(checker, ...put(1, 9), ...put(1, 1, 'other'));
    expect(checker.finish()).toMatchObject({
      verdict: 'invalid',
      partitions: [
        { key: 'k', verdict: 'invalid', operations: 1002 },
        { key: 'other', verdict: 'valid', operations: 1 },
      ],
    });
  });

  it('says what it waits for', () => {
    const checker = createChecker(kv);
    feed(checker, ...put(1, 1), event(9, 'invoke', 'put', 2));
    expect(checker.status()).toMatchObject({ waiting: [] });
    for (let i = 0; i < 100; i++) feed(checker, ...get(1, 1), ...put(2, 5, 'other'));
    expect(checker.status()).toMatchObject({ waiting: [{ key: 'k', hold: 'open' }] });
    expect(checker.status().held).toBeGreaterThan(20);
    checker.add(event(9, 'ok', 'put'));
    expect(checker.status()).toMatchObject({ waiting: [] });
    feed(checker, ...get(1, 2));
    expect(checker.finish().verdict).toBe('valid');
  });

  it('leaves to a search what may have been in too many orders, and says so', () => {
    const told: unknown[] = [];
    const checker = createChecker(kv, { maxStates: 10, onInvalid: ({ key }) => told.push(key) });
    const clients = [...Array(8).keys()];
    feed(checker, ...clients.map((i) => event(i, 'invoke', 'append', `${i}.`)));
    feed(checker, ...clients.map((i) => event(i, 'ok', 'append')));
    expect(checker.status()).toMatchObject({ waiting: [{ key: 'k', hold: 'orders', held: 8 }] });
    feed(checker, event(0, 'invoke', 'append', 'x'), event(0, 'fail', 'append'));
    expect(checker.status().held).toBe(8);
    feed(checker, event(1, 'invoke', 'get'), event(1, 'ok', 'get', '0.1.2.3.4.5.6.7'));
    expect(checker.finish()).toMatchObject({
      verdict: 'invalid',
      partitions: [{ explanation: {}, startingFrom: 'nothing' }],
    });
    expect(told).toEqual(['k']);
  });

  it('gives a key up rather than hold more than it may', () => {
    const checker = createChecker(kv, { maxHeld: 100 });
    feed(checker, event(9, 'invoke', 'put', 2), ...put(1, 1, 'other'));
    for (let i = 0; i < 200; i++) feed(checker, ...get(1, 1));
    expect(checker.status().held).toBeLessThan(100);
    expect(checker.finish()).toMatchObject({
      verdict: 'unknown',
      reason: 'memory',
      partitions: [
        { key: 'k', verdict: 'unknown', reason: 'memory', operations: 201 },
        { key: 'other', verdict: 'valid' },
      ],
    });
  });

  it('ends the search at the end when time is up', () => {
    const checker = createChecker(kv, { maxStates: 0, timeLimit: 0 });
    feed(checker, ...put(1, 1));
    expect(checker.finish()).toMatchObject({ verdict: 'unknown', reason: 'time' });
  });

  it('checks sets by their keys, for a read may come after all', () => {
    const add = (value: number) => [event(1, 'invoke', 'add', value), event(1, 'ok', 'add', true)];
    const checker = createChecker(set);
    feed(checker, ...add(1), ...add(2), event(2, 'invoke', 'read'), event(2, 'ok', 'read', [1]));
    expect(checker.finish()).toMatchObject({ verdict: 'invalid', partitions: [{ key: 'k', operations: 3 }] });
  });

  it('sets faults aside, and forgets what failed', () => {
    const checker = createChecker(kv);
    feed(checker, { process: 'nemesis', type: 'info', f: 'kill' }, event(1, 'invoke', 'put', 1));
    feed(checker, ...get(2, null), event(1, 'fail', 'put', 1), ...get(2, null));
    expect(checker.finish()).toMatchObject({ verdict: 'valid', partitions: [{ operations: 3 }] });
    expect(createChecker(kv).finish()).toEqual({ verdict: 'valid', partitions: [], operations: 0 });
  });

  it('refuses what makes no sense', () => {
    expect(() => createChecker(kv, { maxHeld: -1 })).toThrow('expected maxHeld to be 0 or more, found -1');
    const checker = createChecker(kv);
    feed(checker, ...put(1, 1));
    expect(() => checker.add(event(1, 'ok', 'put'))).toThrow(HistoryError);
    expect(() => checker.add(event(1, 'ok', 'put'))).toThrow(expect.objectContaining({ line: 4 }));
    checker.finish();
    expect(() => checker.add(event(1, 'invoke', 'put', 1))).toThrow(ArgumentError);
    const torn = createChecker(
      streamed(kv, (operations) => [...operations, 1].map((_, key) => ({ key, operations }))),
    );
    expect(() => torn.add({ process: 1, type: 'invoke', f: 'x' })).toThrow(
      'to put an operation into one partition',
    );
  });

  it('throws the error of a model that throws', () => {
    const broken = {
      ...kv,
      step() {
        throw new RangeError('unlucky');
      },
    };
    const checker = createChecker(broken);
    checker.add(event(1, 'invoke', 'put', 1));
    expect(() => checker.add(event(1, 'ok', 'put'))).toThrow(ModelError);
  });
});
