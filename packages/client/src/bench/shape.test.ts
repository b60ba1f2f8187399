import { describe, expect, it } from 'vitest';
import { describeShape, parseShape } from './shape.ts';

describe('a shape', () => {
  it.each([
    ['put', { put: 1 }],
    ['get-serializable', { 'get-serializable': 1 }],
    ['90/10', { get: 90, put: 10 }],
    ['get=5, put=3,append', { get: 5, put: 3, append: 1 }],
  ])('%s is a mix of operations', (text, mix) => {
    expect(parseShape(text)).toEqual(mix);
    expect(parseShape(describeShape(mix))).toEqual(mix);
  });

  it('of writes alone has no reads', () => {
    expect(parseShape('0/100')).toEqual({ put: 100 });
    expect(describeShape({ put: 100 })).toBe('put');
  });

  it.each(['', 'fly', 'put=', 'put=-1', 'put=1.5', '90/10/5', 'put,put', 'put;get'])('%j is none', (text) => {
    expect(() => parseShape(text)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});
