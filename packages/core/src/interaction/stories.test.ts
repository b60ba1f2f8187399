import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { runStory } from './story.ts';

const directory = fileURLToPath(new URL('stories', import.meta.url));
const stories = readdirSync(directory).filter((name) => name.endsWith('.txt'));

/** `UPDATE_STORIES=1` writes the output anew; read the difference before you commit it. */
const update = process.env['UPDATE_STORIES'] === '1';

describe('stories', () => {
  it('are there', () => expect(stories.length).toBeGreaterThan(5));

  for (const name of stories) {
    it(name.replace('.txt', '').replaceAll('-', ' '), () => {
      const path = join(directory, name);
      const text = readFileSync(path, 'utf8');
      const told = runStory(text);
      if (update) writeFileSync(path, told);
      else expect(told).toBe(text);
    });
  }
});
