import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitWords } from './words.ts';

describe('splitWords', () => {
  it.each([
    ['', []],
    ['  put  k\tv ', ['put', 'k', 'v']],
    ['put k "hello, world"', ['put', 'k', 'hello, world']],
    [`put k 'a "b" \\n'`, ['put', 'k', 'a "b" \\n']],
    ['put k "a\\n\\t\\"\\\\"', ['put', 'k', 'a\n\t"\\']],
    ['put k ""', ['put', 'k', '']],
    [`a"b c"'d e'f`, ['ab cd ef']],
    ['a\\ b', ['a b']],
  ])('%j is %j', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it.each([
    ['put "k', 'not closed'],
    ["put 'k", 'not closed'],
    ['put "k\\', 'not closed'],
    ['put k\\', 'escapes nothing'],
    ['put "\\q"', '\\q means nothing'],
  ])('%j is refused', (line, message) => {
    expect(() => splitWords(line)).toThrow(message);
  });

  it('takes apart what was quoted', () => {
    const quote = (word: string): string => `'${word.replaceAll("'", `'"'"'`)}'`;
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(splitWords(words.map(quote).join(' '))).toEqual(words);
      }),
    );
  });
});
