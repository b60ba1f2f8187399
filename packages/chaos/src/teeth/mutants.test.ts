import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { PACKAGES } from './bundle.test.support.ts';
import { mutate, MUTANTS } from './mutants.test.support.ts';

describe('the planted bugs', () => {
  it.each(Object.values(MUTANTS))('$id still has its place in $file', async (mutant) => {
    const source = await readFile(join(PACKAGES, mutant.file), 'utf8');
    expect(mutate(source, mutant)).not.toBe(source);
  });

  it('do not get lost when their place is gone, or there are two of it', () => {
    const mutant = { id: 'm', description: '', file: 'a.ts', find: 'x', replace: 'y' };
    expect(mutate('axb', mutant)).toBe('ayb');
    expect(() => mutate('abc', mutant)).toThrow(/exactly once, found it 0 times/);
    expect(() => mutate('xx', mutant)).toThrow(/found it 2 times/);
  });
});
