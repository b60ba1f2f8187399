import { describe, expect, it } from 'vitest';

import { countSeeds, parseSeeds } from './seed-range.ts';

describe('a range of seeds', () => {
  it.each([
    ['7', 7, 7],
    ['1..1000', 1, 1000],
    [' 0 .. 4294967295'.replace('4294967295', '9'), 0, 9],
    ['4294967295', 4_294_967_295, 4_294_967_295],
  ])('reads %j', (text, first, last) => {
    expect(parseSeeds(text)).toEqual({ first, last });
    expect(countSeeds({ first, last })).toBe(last - first + 1);
  });

  it.each([
    ['', /expected a seed such as 7 or a range such as 1\.\.1000/],
    ['seven', /expected a seed/],
    ['1..', /expected a seed/],
    ['..3', /expected a seed/],
    ['1...3', /expected a seed/],
    ['-1', /expected a seed/],
    ['1.5', /expected a seed/],
    ['4294967296', /up to 4294967295/],
    ['1..99999999999999999999', /up to 4294967295/],
    ['5..1', /begins with its lower end, found "5\.\.1"/],
    ['0..10000000', /at most 10000000 seeds/],
  ])('refuses %j', (text, message) => {
    expect(() => parseSeeds(text)).toThrow(expect.objectContaining({ code: 'bad_arguments' }) as Error);
    expect(() => parseSeeds(text)).toThrow(message);
  });
});
