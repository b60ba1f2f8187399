import { describe, expect, it } from 'vitest';

import { HistoryFormatError } from '../errors.ts';
import { parseHistory, readHistoryFile } from './reader.ts';

const invoke = '{"index":0,"time":5,"process":0,"type":"invoke","f":"put","key":"a","value":"x"}';
const ok = '{"index":1,"time":9,"process":0,"type":"ok","f":"put","key":"a","value":"x"}';
const lines = (...all: string[]): string => all.join('\n');

function failure(text: string): HistoryFormatError {
  try {
    parseHistory(text);
  } catch (error) {
    if (error instanceof HistoryFormatError) return error;
    throw error;
  }
  throw new Error('the history was accepted');
}

describe('parseHistory', () => {
  it('reads events, empty lines and a byte order mark aside', () => {
    expect(parseHistory(`\uFEFF${lines(invoke, '', ok, '')}`)).toHaveLength(2);
  });

  it('fills in what others leave out: index, time, and the key of a completion', () => {
    const text = lines(
      '{"process":0,"type":"invoke","f":"write","key":"r1","value":1}',
      '{"process":0,"type":"ok","f":"write"}',
    );
    expect(parseHistory(text)).toEqual([
      { index: 0, time: 0, process: 0, type: 'invoke', f: 'write', key: 'r1', value: 1 },
      { index: 1, time: 1, process: 0, type: 'ok', f: 'write', key: 'r1', value: null },
    ]);
  });

  it('keeps faults and notes, and fields that it does not know', () => {
    const fault =
      '{"process":"nemesis","type":"info","f":"start","value":{"id":"f1","kind":"kill","nodes":["n1"],"description":"n1 killed","status":"installed"}}';
    const [first, second] = parseHistory(lines(fault, invoke.replace('"index":0', '"index":4,"extra":true')));
    expect(first).toMatchObject({ index: 0, f: 'start', value: { id: 'f1' } });
    expect(second).toMatchObject({ index: 4, extra: true });
  });

  it.each([
    ['a line that is not JSON', lines(invoke, 'oops'), 2, 'one JSON object per line', '"oops"'],
    ['an event that is no object', lines(invoke, '[1]'), 2, 'an event (a JSON object)', '[1]'],
    ['an unknown type', invoke.replace('invoke', 'start'), 1, 'invoke, ok, fail or info', '"start"'],
    ['an unknown function', invoke.replace('put', 'frob'), 1, '"f" as read, get, write', '"frob"'],
    [
      'a process that is no number',
      invoke.replace('"process":0', '"process":"zero"'),
      1,
      '"process" to be a whole number or "nemesis"',
      '"zero"',
    ],
    [
      'a missing key',
      '{"process":0,"type":"invoke","f":"get"}',
      1,
      '"key" as a string or a number',
      'nothing',
    ],
    [
      'a fault without an id',
      '{"process":"nemesis","type":"info","f":"start","value":{"kind":"kill"}}',
      1,
      '"value.id"',
      'nothing',
    ],
    [
      'an index that does not grow',
      lines(invoke, ok.replace('"index":1', '"index":0')),
      2,
      '"index" to be greater than 0',
      '0',
    ],
    [
      'two open operations in one process',
      lines(invoke, invoke.replace('"index":0', '"index":1')),
      2,
      'process 0 to have one open operation at a time',
      'a second invocation while its put of index 0 is open',
    ],
    [
      'a completion without an invocation',
      ok,
      1,
      'an invocation by process 0 before its completion',
      'ok with no operation open',
    ],
    [
      'a completion of another function',
      lines(invoke, ok.replace('put', 'get')),
      2,
      '"f" to be "put" as invoked',
      '"get"',
    ],
    [
      'a completion of another key',
      lines(invoke, ok.replace('"a"', '"b"')),
      2,
      '"key" to be "a" as invoked',
      '"b"',
    ],
    ['a cas without a pair', invoke.replace('put', 'cas'), 1, '[expected, new]', '"x"'],
    [
      'a cas with no answer',
      lines(
        '{"process":0,"type":"invoke","f":"cas","key":"a","value":[1,2]}',
        '{"process":0,"type":"ok","f":"cas","value":[1,2]}',
      ),
      2,
      'true or false',
      '[1,2]',
    ],
    ['a put of nothing', invoke.replace('"x"', 'null'), 1, 'a string or a number', 'null'],
    ['no operation at all', '', 1, 'at least one event of a client process', 'none'],
  ])('refuses %s, naming the line and what was expected', (_, text, line, expected, found) => {
    const error = failure(text);
    expect(error.code).toBe('bad_history');
    expect(error.line).toBe(line);
    expect(error.message).toContain(expected);
    expect(error.message).toContain(`found ${found}`);
  });

  it('tells of a file that cannot be read', async () => {
    await expect(readHistoryFile('/nowhere/history.jsonl')).rejects.toMatchObject({
      code: 'unreadable_file',
      message: expect.stringContaining('/nowhere/history.jsonl') as string,
    });
  });
});
