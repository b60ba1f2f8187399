import { describe, expect, it } from 'vitest';

import { whyNotLinearizable, type Operation } from './lab-history.test.support.ts';

/** `a` in "append a from 1 to 4"; an item list stands for a read. */
function operation(what: string | readonly string[], begin: number, end: number): Operation {
  const append = typeof what === 'string';
  return { client: 'c', key: 'k', begin, end, item: append ? what : null, seen: append ? null : what };
}

const last =
  (...items: string[]) =>
  () =>
    items;

describe('the judgement of histories', () => {
  it('lets operations that overlap take either order', () => {
    const history = [operation('a', 0, 5), operation('b', 1, 4), operation(['b'], 2, 6)];
    expect(whyNotLinearizable(history, last('b', 'a'))).toBeNull();
  });

  it('objects to a read that misses what was acknowledged before it began', () => {
    const history = [operation('a', 0, 1), operation([], 2, 3)];
    expect(whyNotLinearizable(history, last('a'))).toContain('had ended before');
  });

  it('objects to a read that sees less than one before it', () => {
    const history = [operation('a', 0, 9), operation(['a'], 1, 2), operation([], 3, 4)];
    expect(whyNotLinearizable(history, last('a'))).toContain('had ended before');
  });

  it('objects to an append that comes before what had ended when it began', () => {
    const history = [operation('a', 0, 1), operation('b', 2, 3)];
    expect(whyNotLinearizable(history, last('b', 'a'))).toContain('had ended before');
  });

  it('objects to items that are lost, doubled, out of nowhere, or seen in another order', () => {
    const history = [operation('a', 0, 1), operation('b', 0, 1)];
    expect(whyNotLinearizable(history, last('a'))).toContain('lost');
    expect(whyNotLinearizable(history, last('a', 'b', 'a'))).toContain('twice');
    expect(whyNotLinearizable(history, last('a', 'b', 'c'))).toContain('nobody');
    const seen = [...history, operation(['b'], 0, 3)];
    expect(whyNotLinearizable(seen, last('a', 'b'))).toContain('does not begin with');
  });

  it('lets what was never answered have happened or not', () => {
    const history = [operation('a', 0, Infinity), operation('b', 1, 2)];
    expect(whyNotLinearizable(history, last('b', 'a'))).toBeNull();
    expect(whyNotLinearizable(history, last('b'))).toBeNull();
  });
});
