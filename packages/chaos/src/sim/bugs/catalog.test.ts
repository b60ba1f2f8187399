import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { plant } from '../../planting/bug.test.support.ts';
import { PLANTED_BUGS } from './catalog.test.support.ts';

const PACKAGES = fileURLToPath(new URL('../../../..', import.meta.url));

describe('the bugs that can be planted', () => {
  it.each(PLANTED_BUGS)('$id still has its place', ({ id, edits }) => {
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const source = readFileSync(join(PACKAGES, file), 'utf8');
      const here = edits.filter((edit) => edit.file === file);
      expect(plant(source, id, here)).not.toBe(source);
    }
  });

  it('have names of their own', () => {
    const ids = PLANTED_BUGS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
