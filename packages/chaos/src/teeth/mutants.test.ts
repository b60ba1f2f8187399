import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { plant } from '../planting/bug.test.support.ts';
import { PACKAGES } from './bundle-server.test.support.ts';
import { MUTANTS } from './mutants.test.support.ts';

describe('the planted bugs', () => {
  it.each(Object.values(MUTANTS))('$id still has its place', async ({ id, edits }) => {
    for (const edit of edits) {
      const source = await readFile(join(PACKAGES, edit.file), 'utf8');
      expect(plant(source, id, [edit])).not.toBe(source);
    }
  });
});
