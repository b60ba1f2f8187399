import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { SAFETY_PROPERTIES } from './safety/safety-watch.ts';
import { choosePlan } from './world/choose-plan.ts';

describe('the README on simulations', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

  it('says of every property what it means', () => {
    const flat = readme.replaceAll(/ +/g, ' ');
    for (const [name, meaning] of Object.entries(SAFETY_PROPERTIES))
      expect(flat).toContain(`| \`${name}\` | ${meaning} |`);
  });

  it('names every fault', () => {
    const types = new Set<string>();
    for (let seed = 0; seed < 200; seed++) for (const { type } of choosePlan(seed).faults) types.add(type);
    expect(types.size).toBeGreaterThan(12);
    for (const type of types) expect(readme).toContain(`\`${type}\``);
  });
});
