import { describe, expect, it } from 'vitest';
import { HistoryError, PorcupineError } from '../errors.ts';
import { kv } from '../models/kv.ts';
import { register } from '../models/register.ts';
import { HistoryReader, parseHistory, readHistory } from './history.ts';
import type { HistoryTextError } from './place.ts';

const lines = (...events: readonly object[]) => events.map((event) => JSON.stringify(event)).join('\n');
const invoke = (fields: object) => ({ process: 1, type: 'invoke', f: 'get', key: 'k', ...fields });
const ok = (fields: object) => ({ process: 1, type: 'ok', f: 'get', key: 'k', ...fields });

describe('parseHistory', () => {
  it('reads operations, failures and faults', () => {
    const text = lines(
      { index: 3, time: 17, process: 0, type: 'invoke', f: 'put', key: 'a', value: 1, node: 'n1' },
      { index: 4, time: 18, process: 'nemesis', type: 'info', f: 'kill', value: ['n1'] },
      { index: 5, time: 19, process: 1, type: 'invoke', f: 'get', key: 'a', value: null },
      { index: 6, time: 20, process: 0, type: 'info', f: 'put', key: 'a', value: 1, error: 'timeout' },
      { index: 7, time: 21, process: 2, type: 'invoke', f: 'cas', key: 'a', value: [1, 2] },
      { index: 8, time: 22, process: 1, type: 'ok', f: 'get', key: 'a', value: 'x', revision: 9 },
      { index: 9, time: 23, process: 2, type: 'ok', f: 'cas', key: 'a', value: false, current: 'x' },
      { index: 10, time: 24, process: 2, type: 'invoke', f: 'append', key: 'a', value: 'y' },
      { index: 11, time: 25, process: 2, type: 'fail', f: 'append', key: 'a', value: 'y' },
      { index: 12, time: 26, process: 3, type: 'invoke', f: 'delete', key: 'a' },
    );
    const history = parseHistory(text, kv);
    expect(history.operations).toEqual([
      {
        id: 3,
        process: 0,
        input: { f: 'write', key: 'a', value: 1 },
        output: undefined,
        call: 3,
        return: Infinity,
      },
      { id: 5, process: 1, input: { f: 'read', key: 'a' }, output: 'x', call: 5, return: 8 },
      {
        id: 7,
        process: 2,
        input: { f: 'cas', key: 'a', expected: 1, value: 2 },
        output: { current: 'x' },
        call: 7,
        return: 9,
      },
      { id: 12, process: 3, input: { f: 'delete', key: 'a' }, output: undefined, call: 12, return: Infinity },
    ]);
    expect(history.failed).toEqual([
      {
        id: 10,
        process: 2,
        input: { f: 'append', key: 'a', value: 'y' },
        output: undefined,
        call: 10,
        return: 11,
      },
    ]);
    expect(history.nemesis).toMatchObject([
      { index: 4, f: 'kill', process: 'nemesis', fields: { value: ['n1'] } },
    ]);
  });

  it('takes positions where there is no index, and forgives blank lines, CRLF and a byte order mark', () => {
    const text = `\ufeff${JSON.stringify(invoke({}))}\r\n\r\n  \n${JSON.stringify(ok({ value: null }))}\r\n`;
    expect(parseHistory(text, kv).operations).toMatchObject([{ id: 0, call: 0, return: 1, output: null }]);
  });

  it('tells when events happened, in milliseconds, if all of them tell', () => {
    const events = [invoke({ index: 3, time: 1_500_000 }), ok({ index: 7, time: 4_000_000, value: 1 })];
    const { time } = parseHistory(lines(...events), kv);
    expect([3, 7, 5, 99].map((index) => time?.(index))).toEqual([1.5, 4, 1.5, 4]);
    expect(parseHistory(lines(...events, invoke({})), kv).time).toBeUndefined();
  });

  it('understands both names of reads and writes', () => {
    const text = lines(
      invoke({ f: 'write', value: 1 }),
      ok({ f: 'write' }),
      invoke({ f: 'read' }),
      ok({ f: 'read', value: 1 }),
    );
    const fs = (input: { f: string }) => input.f;
    expect(parseHistory(text, kv).operations.map(({ input }) => fs(input))).toEqual(['write', 'read']);
    expect(parseHistory(text, register).operations.map(({ input }) => fs(input))).toEqual(['write', 'read']);
  });
});

describe('HistoryReader', () => {
  it('reads a text in pieces of any size as it reads the whole', () => {
    const text = `\ufeff${lines(invoke({ value: 'ä\n' }), ok({ value: 'x' }), invoke({}))}\r\n`;
    for (const size of [1, 2, 7, 50]) {
      const reader = new HistoryReader(kv);
      for (let at = 0; at < text.length; at += size) reader.write(text.slice(at, at + size));
      expect(reader.end()).toEqual(parseHistory(text, kv));
    }
  });
});

describe('a history that is wrong', () => {
  const good = lines(invoke({}), ok({ value: 1 }));
  const cases: readonly (readonly [name: string, code: string, text: string, expected: string])[] = [
    ['is empty', 'EMPTY_HISTORY', '', 'at least one event'],
    ['has only blank lines', 'EMPTY_HISTORY', '\n \n', 'at least one event'],
    ['is not JSON', 'INVALID_JSON', `${good}\n{"process":`, 'a JSON value'],
    ['is an array', 'INVALID_EVENT', `${good}\n[1]`, 'an event (a JSON object)'],
    [
      'has a bad index',
      'INVALID_EVENT',
      `${good}\n${lines(invoke({ index: 1.5 }))}`,
      '"index" to be a non-negative integer',
    ],
    [
      'has a bad time',
      'INVALID_EVENT',
      `${good}\n${lines(invoke({ time: 'now' }))}`,
      '"time" to be a number of nanoseconds',
    ],
    [
      'has no process',
      'INVALID_EVENT',
      `${good}\n${lines(invoke({ process: undefined }))}`,
      '"process" to be a non-negative integer or "nemesis"',
    ],
    [
      'has a negative process',
      'INVALID_EVENT',
      `${good}\n${lines(invoke({ process: -1 }))}`,
      '"process" to be a non-negative integer or "nemesis"',
    ],
    [
      'has no function',
      'INVALID_EVENT',
      `${good}\n${lines(invoke({ f: '' }))}`,
      '"f" to be the name of a function',
    ],
    [
      'has an unknown type',
      'UNKNOWN_TYPE',
      `${good}\n${lines(invoke({ type: 'done' }))}`,
      '"type" to be invoke, ok, fail or info',
    ],
    [
      'has an unknown function',
      'UNKNOWN_FUNCTION',
      `${good}\n${lines(invoke({ f: 'increment' }))}`,
      '"f" to be one of get, read, put, write, append, delete, cas',
    ],
    [
      'has a function of every object',
      'UNKNOWN_FUNCTION',
      `${good}\n${lines(invoke({ f: 'toString' }))}`,
      '"f" to be one of get, read, put, write, append, delete, cas',
    ],
    [
      'runs backwards in time',
      'INDEX_ORDER',
      lines(invoke({ time: 7 }), ok({ time: 9, value: 1 }), invoke({ time: 8 })),
      '"time" not to run backwards: at least 9, as of the event before',
    ],
    [
      'has numbers that were rounded',
      'INVALID_VALUE',
      `${good}\n${lines(invoke({ f: 'put' })).replace('}', ',"value":9007199254740993}')}`,
      'whole numbers in "value" to lie within ±(2^53 - 1), larger ones written as text',
    ],
    [
      'goes back in order',
      'INDEX_ORDER',
      lines(invoke({ index: 7 }), ok({ index: 9, value: 1 }), invoke({ index: 9 })),
      '"index" to be greater than 9',
    ],
    [
      'completes without invocation',
      'NOT_OPEN',
      `${good}\n${lines(ok({ value: 1 }))}`,
      'an invocation by process 1 before its completion',
    ],
    [
      'has two open operations in a process',
      'ALREADY_OPEN',
      `${good}\n\n${lines(invoke({}), invoke({}))}`,
      'process 1 to complete one operation at a time',
    ],
    [
      'completes another function',
      'MISMATCHED_COMPLETION',
      `${lines(invoke({}))}\n\n${lines(ok({ f: 'put' }))}`,
      '"f" to be "get" as invoked',
    ],
    [
      'completes on another key',
      'MISMATCHED_COMPLETION',
      `${lines(invoke({}))}\n\n${lines(ok({ key: 'l' }))}`,
      '"key" to be "k" as invoked',
    ],
    [
      'has no key',
      'INVALID_KEY',
      `${good}\n${lines(invoke({ key: undefined }))}`,
      '"key" to be a string or a number',
    ],
    [
      'has a bad key',
      'INVALID_KEY',
      `${good}\n${lines(invoke({ key: ['k'] }))}`,
      '"key" to be a string or a number',
    ],
    [
      'puts nothing',
      'INVALID_VALUE',
      `${good}\n${lines(invoke({ f: 'put', value: null }))}`,
      '"value" of a put to be a string or a number',
    ],
    [
      'appends an object',
      'INVALID_VALUE',
      `${good}\n${lines(invoke({ f: 'append', value: {} }))}`,
      '"value" of a append to be a string or a number',
    ],
    [
      'compares without a pair',
      'INVALID_VALUE',
      `${good}\n${lines(invoke({ f: 'cas', value: [1] }))}`,
      '"value" of a cas to be [expected, new]',
    ],
    [
      'sets to nothing',
      'INVALID_VALUE',
      `${good}\n${lines(invoke({ f: 'cas', value: [1, null] }))}`,
      '"value" of a cas to be [expected, new]',
    ],
    [
      'reads no value',
      'INVALID_VALUE',
      `${lines(invoke({}))}\n\n${lines(ok({}))}`,
      'the "value" read: a string, a number or null',
    ],
    [
      'deletes with an odd answer',
      'INVALID_VALUE',
      `${lines(invoke({ f: 'delete' }))}\n\n${lines(ok({ f: 'delete', value: 1 }))}`,
      '"value" of a delete to be true, false or null',
    ],
    [
      'compares with an odd answer',
      'INVALID_VALUE',
      `${lines(invoke({ f: 'cas', value: [1, 2] }))}\n\n${lines(ok({ f: 'cas', value: [1, 2] }))}`,
      'the answer of a cas: true or false',
    ],
    [
      'is refused by an object',
      'INVALID_VALUE',
      `${lines(invoke({ f: 'cas', value: [1, 2] }))}\n\n${lines(ok({ f: 'cas', value: false, current: {} }))}`,
      '"current" to be a string, a number or null',
    ],
  ];

  for (const [name, code, text, expected] of cases) {
    it(name, () => {
      const error = catchError(() => parseHistory(text, kv));
      expect(error).toMatchObject({ name: 'HistoryError', code, expected, retryable: false });
      expect(error).toBeInstanceOf(PorcupineError);
      expect(error.line).toBe(code === 'EMPTY_HISTORY' ? 1 : findLine(text));
      expect(error.message).toContain(
        `line ${error.line}, column ${error.column}: expected ${expected}, found `,
      );
    });
  }

  it('has the position as line, and no column, when events are objects', () => {
    const error = catchError(() => readHistory([invoke({}), ok({ value: 1 }), 'no event'], kv));
    expect(error).toMatchObject({ code: 'INVALID_EVENT', line: 3 });
    expect(error).not.toHaveProperty('column');
    expect(error.message).toMatch(/^line 3: expected an event/);
  });

  it('keeps the cause of broken JSON, and shows no more than a glimpse of it', () => {
    const error = catchError(() => parseHistory(`{"value":"${'x'.repeat(10_000)}`, kv));
    expect(error.cause).toBeInstanceOf(SyntaxError);
    expect(error.message.length).toBeLessThan(200);
  });

  it.each([
    ['{"process":1,"type":"invoke","f":"get","key":"k"', 49, '"," or "}"', 'the end of the line'],
    ['{"process":1,"type":"invoke",}', 30, 'the name of a field in quotes', '}'],
    ['{"process":1 "type":"invoke"}', 14, '"," or "}"', '"type":"invoke"}'],
    ['{"process" 1}', 12, '":" after the name of a field', '1}'],
    ['{"f":"a\\x"}', 8, 'an escape that JSON knows', '\\x"}'],
    ['{"f":"get', 10, 'a closing quote', 'the end of the line'],
    ['{"value":[1,]}', 13, 'a JSON value', ']}'],
    ['{"value":[1 2]}', 13, '"," or "]"', '2]}'],
    ['{"process":01}', 13, '"," or "}"', '1}'],
    ['{"process":1} {}', 15, 'the end of the line after one JSON object', '{}'],
    [`{"a":${'['.repeat(300)}`, 205, 'values nested at most 200 deep', `${'['.repeat(77)}...`],
  ])('names the column where JSON ends: %s', (text, column, expected, found) => {
    const error = catchError(() => parseHistory(`${good}\n${text}`, kv));
    expect(error).toMatchObject({ code: 'INVALID_JSON', line: 3, column, expected });
    expect(error.message).toContain(`found ${found}`);
  });

  it.each<[string, object, string]>([
    ['process', { process: -1 }, '-1'],
    ['type', { type: 'done' }, '"done"'],
    ['f', { f: 'increment' }, '"increment"'],
    ['key', { key: [] }, '[]'],
    ['value', { f: 'put', value: {} }, '{}'],
    ['time', { time: 'noon' }, '"noon"'],
    ['index', { index: 1.5 }, '1.5'],
  ])('names the column of a wrong %s', (field, fields, text) => {
    const line = JSON.stringify(invoke(fields));
    const { column } = catchError(() => parseHistory(line, kv));
    expect(line.slice(column - 1)).toMatch(text);
    expect(line.slice(0, column - 1)).toMatch(new RegExp(`"${field}":$`));
  });

  it('names the beginning of an event that lacks the field', () => {
    expect(catchError(() => parseHistory('  {"process":1,"type":"invoke"}', kv))).toMatchObject({
      column: 3,
    });
  });

  it('is refused where a line is too long, without having been read to its end', () => {
    const reader = new HistoryReader(kv, { maxEventLength: 1_000 });
    reader.write(`${good}\n{"value":"`);
    let written = 0;
    const error = catchError(() => {
      for (; written < 1_000_000; written += 100) reader.write('x'.repeat(100));
    });
    expect(error).toMatchObject({
      code: 'EVENT_TOO_LONG',
      line: 3,
      column: 1_001,
      expected: 'at most 1000 characters in a line',
    });
    expect(written).toBeLessThan(1_000);
  });

  it('may hold an event nested deeper than can be shown', () => {
    const deep = `{"process":1,"type":"invoke","f":"get","key":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const error = catchError(() => parseHistory(deep, kv));
    expect(error).toMatchObject({ code: 'INVALID_KEY', column: 46 });
    expect(error.message).toContain('found a value nested too deeply to show');
  });

  it('a register does not append or delete', () => {
    for (const f of ['append', 'delete']) {
      const error = catchError(() => readHistory([invoke({ f, value: 1 })], register));
      expect(error).toMatchObject({ code: 'UNKNOWN_FUNCTION', line: 1 });
    }
  });

  function catchError(run: () => unknown): HistoryTextError {
    try {
      run();
    } catch (error) {
      if (error instanceof HistoryError) return error as HistoryTextError;
    }
    throw new Error('expected a HistoryError');
  }

  /** All cases are wrong in their last line. */
  function findLine(text: string): number {
    return text.split('\n').length;
  }
});
