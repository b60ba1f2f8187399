import { describe, expect, it } from 'vitest';

import { plant } from './bug.test.support.ts';

describe('a planted bug', () => {
  const edit = { file: 'a.ts', find: 'x', replace: 'y' };

  it('changes its place', () => {
    expect(plant('axb', 'bug', [edit])).toBe('ayb');
  });

  it('does not get lost when its place is gone, or there are two of it', () => {
    expect(() => plant('abc', 'bug', [edit])).toThrow(/exactly once, found it 0 times/);
    expect(() => plant('xx', 'bug', [edit])).toThrow(/found it 2 times/);
  });
});
