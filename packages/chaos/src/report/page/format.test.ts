import { describe, expect, it } from 'vitest';
import * as format from './format.ts';
import type { Operation } from './model.ts';

const operation = (given: Partial<Operation>): Operation => ({
  number: 0,
  process: 0,
  f: 'put',
  key: 'k1',
  outcome: 'ok',
  start: 0,
  end: 1,
  completed: true,
  node: undefined,
  error: undefined,
  revision: undefined,
  index: 0,
  value: null,
  result: null,
  current: undefined,
  ...given,
});

describe('format', () => {
  it('gives lengths of time in the unit that suits them', () => {
    expect([500, 1500, 3.26e6, 2.157e9, 600e9].map(format.duration)).toEqual([
      '500 ns',
      '1.50 µs',
      '3.26 ms',
      '2.16 s',
      '10 min 0 s',
    ]);
  });

  it('gives moments as fine as the step asks', () => {
    expect([format.moment(30e9, 10e9), format.moment(30.25e9, 5e7), format.moment(1, 1)]).toEqual([
      '30 s',
      '30.25 s',
      '0.000000001 s',
    ]);
  });

  it('signs offsets', () => {
    expect([5003, -0.4, 0].map(format.offset)).toEqual(['+5.00 s', '−0.40 ms', '0 ms']);
  });

  it('spells out what cannot be seen or would turn the reading direction', () => {
    expect(format.value('a\u202eb\u0000')).toBe('"a\\u202eb\\u0000"');
    expect(format.value('x'.repeat(500))).toHaveLength(96);
  });

  it('tells text from numbers, and nothing from text', () => {
    expect([7, '7', null, [null, 'a']].map((given) => format.value(given as Operation['value']))).toEqual([
      '7',
      '"7"',
      'nothing',
      'nothing → "a"',
    ]);
  });

  it('says an operation in a few signs', () => {
    const { summary } = format;
    expect(summary(operation({ f: 'get', result: 5 }))).toBe('get k1 → 5');
    expect(summary(operation({ f: 'get', outcome: 'info' }))).toBe('get k1 → ?');
    expect(summary(operation({ f: 'cas', value: [1, 2], result: false }))).toBe('cas k1 1 → 2 refused');
    expect(summary(operation({ f: 'append', value: 'x' }))).toBe('append k1 + "x"');
    expect(summary(operation({ f: 'delete', key: 'a b' }))).toBe('delete "a b"');
  });
});
