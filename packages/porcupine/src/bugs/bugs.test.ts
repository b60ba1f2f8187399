import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { plant } from './__bug.ts';
import { BUGS } from './__bugs.ts';
import { plantBugs } from './__plant.ts';

const SRC = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Each is caught within a second or so; `nx run porcupine:bugs` hunts for all. */
const QUICK = [
  'open-intervals',
  'memory-without-state',
  'window-one-word-short',
  'forced-steps-stay',
  'look-ahead-without-optional-operations',
  'step-from-another-state',
  'states-told-apart-by-hash',
  'refusals-are-sightings',
  'value-written-twice',
  'counter-released-late',
  'queue-lost-dequeues-took-nothing',
  'silent-delete-only-looks',
  'mutex-lands-on-nobody',
  'shrunk-too-far',
  'forced-without-effect',
];
const SEEDS = 100;

describe('bugs planted in the checker', () => {
  it.each(BUGS)('$id still has its place', (bug) => {
    const source = readFileSync(join(SRC, bug.edit.file), 'utf8');
    expect(plant(source, bug)).not.toBe(source);
  });

  it('have names of their own', () => {
    const ids = BUGS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('do not get lost when their place is gone, or there are two of it', () => {
    const bug = { id: 'bug', what: '', edit: { file: 'a.ts', find: 'x', replace: 'y' } };
    expect(plant('axb', bug)).toBe('ayb');
    expect(() => plant('abc', bug)).toThrow(/exactly once, found it 0 times/);
    expect(() => plant('xx', bug)).toThrow(/exactly once, found it 2 times/);
  });

  it('are caught by comparison with every order there is', { timeout: 600_000 }, async () => {
    const bugs = BUGS.filter(({ id }) => QUICK.includes(id));
    expect(bugs).toHaveLength(QUICK.length);
    const outcomes = await plantBugs(SRC, bugs, SEEDS);
    expect(outcomes.filter(({ caught }) => caught === null).map(({ bug }) => bug.id)).toEqual([]);
  });
});
