import { describe, expect, it } from 'vitest';
import { randomHistory } from './__random-history.ts';
import { Rng } from './__rng.ts';
import { check } from './check.ts';
import { ArgumentError, ModelError } from './errors.ts';
import { ILLEGAL } from './model.ts';
import type { Model } from './model.ts';
import { kv } from './models/kv.ts';
import { register } from './models/register.ts';
import type { CellInput, CellOutput } from './models/cell.ts';
import type { Operation } from './operation.ts';
import { zeroed } from './spare-buffers.ts';

type CellOperation = Operation<CellInput, CellOutput>;

/**
 * Writes that all overlap, and then a read of a value that nobody wrote: without hints, every subset of the
 * writes must be looked at.
 */
function hard(key: string, writes: number, firstId: number): CellOperation[] {
  const operations: CellOperation[] = [];
  for (let i = 0; i < writes; i++) {
    const input: CellInput = { f: 'append', key, value: `${i}.` };
    operations.push({ id: firstId + i, process: i, input, output: null, call: i, return: 1_000 + i });
  }
  const read: CellInput = { f: 'read', key };
  operations.push({ id: firstId + writes, process: 0, input: read, output: 'x', call: 3_000, return: 3_001 });
  return operations;
}

const { hints: _, ...plain } = kv;

/** Advances by a millisecond every time it is asked. */
function fakeClock(): () => number {
  let time = 0;
  return () => time++;
}

describe('time', () => {
  it('runs out: unknown', () => {
    const result = check(hard('k', 14, 0), plain, { timeLimit: 5, now: fakeClock() });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'time' });
    expect(result.partitions).toMatchObject([{ verdict: 'unknown', reason: 'time' }]);
    expect(result.partitions[0]?.longestPartial?.order).toHaveLength(14);
    expect(result.partitions[0]?.explanation).toBeUndefined();
  });

  it('has run out before the start', () => {
    const result = check(hard('k', 3, 0), kv, { timeLimit: 0 });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'time', stats: { steps: 0 } });
  });

  it('is enough without a clock that moves', () => {
    expect(check(hard('k', 7, 0), plain, { timeLimit: 1, now: () => 0 }).verdict).toBe('invalid');
  });

  it('limits explanations too, which then say that they may not be the shortest', () => {
    const operations = randomHistory(new Rng(5), {
      functions: ['read', 'write'],
      keys: 1,
      processes: 5,
      operations: 200,
      values: 3,
      crashes: 0,
      lies: 0.1,
    });
    const result = check(operations, kv, { explainTimeLimit: 0 });
    expect(result.verdict).toBe('invalid');
    const { explanation } = result.partitions[0]!;
    expect(explanation?.minimal).toBe(false);
    expect(explanation?.operations.length).toBeGreaterThan(100);
    expect(explanation?.sentence.length).toBeLessThan(1_000);
  });
});

describe('memory', () => {
  it('runs out: unknown', () => {
    const result = check(hard('k', 14, 0), plain, { memoryLimit: 1_000_000 });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'memory' });
    expect(result.stats.peakBytes).toBeLessThanOrEqual(1_000_000);
    expect(result.stats.peakBytes).toBeGreaterThan(300_000);
    expect(result.partitions[0]?.longestPartial?.order).toHaveLength(14);
  });

  it('has run out before the start', () => {
    const result = check(hard('k', 3, 0), kv, { memoryLimit: 0 });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'memory', stats: { peakBytes: 0 } });
    expect(result.partitions[0]?.longestPartial).toMatchObject({ blocked: expect.any(Array) as unknown });
  });

  it('runs out in a fast path, as the limit is higher than what the machine has', () => {
    const decide = () => {
      zeroed(2 ** 40);
      return null as never;
    };
    const path = { method: 'unique-writes', bytesPerOperation: 1, decide } as const;
    const result = check(hard('k', 3, 0), { ...kv, fastPaths: [path] }, { memoryLimit: Infinity });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'memory' });
  });

  it('is given back by partitions that are done', () => {
    // Each takes a few kilobytes; together they would take much more than the limit.
    const operations: CellOperation[] = [];
    for (let i = 0; i < 1_000; i++) {
      const input: CellInput = { f: 'write', key: `k${i}`, value: i };
      operations.push({ id: i, process: 0, input, output: null, call: i, return: i });
    }
    const result = check(operations, kv, { memoryLimit: 30_000 });
    expect(result.verdict).toBe('valid');
    expect(result.partitions).toHaveLength(1_000);
  });
});

describe('partitions', () => {
  it('take turns: a hard one does not hide a violation in an easy one', () => {
    const easy: CellOperation[] = [
      { id: 900, process: 0, input: { f: 'write', key: 'easy', value: 1 }, output: null, call: 0, return: 1 },
      { id: 901, process: 0, input: { f: 'read', key: 'easy' }, output: null, call: 2, return: 3 },
      { id: 902, process: 0, input: { f: 'read', key: 'fine' }, output: null, call: 2, return: 3 },
    ];
    const result = check([...hard('hard', 16, 0), ...easy], plain, { explain: false });
    expect(result.verdict).toBe('invalid');
    expect(result.reason).toBeUndefined();
    const verdicts = result.partitions.map(({ key, verdict, reason }) => [key, verdict, reason]);
    expect(verdicts).toEqual([
      ['hard', 'unknown', 'stopped'],
      ['easy', 'invalid', undefined],
      ['fine', 'valid', undefined],
    ]);
    expect(result.stats.steps).toBeLessThan(1_000);
  });

  it('are all decided on request', () => {
    const operations = [...hard('a', 6, 0), ...hard('b', 8, 100)];
    const result = check(operations, plain, { explain: false, stopOnInvalid: false });
    expect(result.partitions.map(({ verdict }) => verdict)).toEqual(['invalid', 'invalid']);
  });

  it('that are valid do not make up for one that is unknown', () => {
    const fine: CellOperation = {
      id: 900,
      process: 0,
      input: { f: 'read', key: 'fine' },
      output: null,
      call: 2,
      return: 3,
    };
    const result = check([...hard('hard', 14, 0), fine], plain, { memoryLimit: 1_000_000 });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'memory' });
  });
});

describe('size', () => {
  it('of a history of 20,000 operations on ten keys with crashes is no matter', () => {
    const operations = randomHistory(new Rng(11), {
      functions: ['read', 'read', 'write', 'append', 'cas', 'delete'],
      keys: 10,
      processes: 10,
      operations: 20_000,
      values: 0,
      crashes: 0.001,
      lies: 0,
    });
    const result = check(operations, kv, { timeLimit: 20_000 });
    expect(result.verdict).toBe('valid');
    expect(result.stats.optional).toBeGreaterThan(5);
  });

  it('of sets beyond a word of bits changes nothing', () => {
    for (let seed = 1; seed <= 20; seed++) {
      // One operation stays open from the beginning to the end, so that nothing before it is ever settled.
      const operations = randomHistory(new Rng(seed), {
        functions: ['read', 'write', 'cas'],
        keys: 1,
        processes: 4,
        operations: 150,
        values: 3,
        crashes: 0.02,
        lies: 0,
      });
      const end = Math.max(...operations.map(({ call }) => call)) + 10_000;
      const slow: CellOperation = {
        id: 9_999,
        process: 99,
        input: { f: 'write', key: 'k0', value: 77 },
        output: null,
        call: 0,
        return: end,
      };
      expect(check([...operations, slow], register).verdict, `seed ${seed}`).toBe('valid');
      const read: CellOperation = {
        id: 10_000,
        process: 98,
        input: { f: 'read', key: 'k0' },
        output: 78,
        call: end + 1,
        return: end + 2,
      };
      const result = check([...operations, slow, read], register);
      expect(result.verdict, `seed ${seed}`).toBe('invalid');
      expect(result.partitions[0]?.explanation).toMatchObject({
        kind: 'phantom-value',
        operations: [10_000],
      });
    }
  });

  it('of a chain of 300,000 operations does not overflow anything', () => {
    const operations: CellOperation[] = [];
    for (let i = 0; i < 300_000; i++) {
      const input: CellInput = i % 2 === 0 ? { f: 'write', key: null, value: i } : { f: 'read', key: null };
      operations.push({
        id: i,
        process: 0,
        input,
        output: i % 2 === 0 ? null : i - 1,
        call: i * 2,
        return: i * 2 + 1,
      });
    }
    expect(check(operations, register).verdict).toBe('valid');
  });
});

describe('arguments', () => {
  const one: CellOperation = {
    id: 1,
    process: 0,
    input: { f: 'read', key: null },
    output: null,
    call: 1,
    return: 2,
  };
  it.each([
    ['ids that repeat', [one, one]],
    ['ids that are not integers', [{ ...one, id: 0.5 }]],
    ['a return before the call', [{ ...one, return: 0 }]],
    ['no time of the call', [{ ...one, call: NaN }]],
    ['no time of the return', [{ ...one, return: NaN }]],
    ['a call that never happens', [{ ...one, call: Infinity, return: Infinity }]],
  ])('%s are refused', (_name, operations) => {
    expect(() => check(operations, register)).toThrow(ArgumentError);
  });

  it.each([{ timeLimit: -1 }, { memoryLimit: NaN }, { explainTimeLimit: -5 }])('%o is refused', (options) => {
    expect(() => check([one], register, options)).toThrow(ArgumentError);
  });

  it('errors of the model are told with the operation that caused them', () => {
    const cause = new RangeError('boom');
    const broken: Model<number, string, string> = {
      name: 'broken',
      init: () => 0,
      step: (state, input) => {
        if (input === 'boom') throw cause;
        return input === 'illegal' ? ILLEGAL : state;
      },
    };
    const operation = { id: 1, process: 0, input: 'boom', output: '', call: 1, return: 2 };
    const error = catchError(() => check([operation], broken));
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: 'model_threw', operation, cause });
    expect((error as Error).message).toBe('the step of model broken threw on operation 1: RangeError: boom');
  });

  it.each(['init', 'partition', 'equal', 'hash'])('errors of %s are those of the model', (method) => {
    const broken: Model<object, string, string> = {
      name: 'broken',
      init: () => ({}),
      step: () => ({}),
      equal: () => false,
      hash: () => 0,
      [method]: () => {
        throw new RangeError('boom');
      },
    };
    const operation = { id: 1, process: 0, input: 'a', output: '', call: 1, return: 2 };
    expect(catchError(() => check([operation], broken))).toMatchObject({ code: 'model_threw' });
  });
});

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}
