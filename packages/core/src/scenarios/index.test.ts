import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const CORE = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(CORE, 'scenarios');

interface Row {
  readonly part: string;
  readonly scenario: string;
  readonly proofs: readonly string[];
  readonly note: string;
}

function rowsOf(part: string): Row[] {
  return readFileSync(join(FOLDER, part), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, scenario]) => scenario !== 'scenario')
    .map(([, scenario = '', , proven = '', note = '']) => {
      const proofs = [...proven.matchAll(/`([^`]+)`/g)].map(([, proof = '']) => proof);
      return { part, scenario, proofs, note };
    });
}

function pathOf(file: string): string {
  if (file.startsWith('packages/')) return join(CORE, '..', '..', file);
  if (file.startsWith('stories/')) return join(CORE, 'src', 'interaction', file);
  return join(CORE, 'src', file);
}

/** What a title looks like in a source: an apostrophe may be escaped. */
function isIn(source: string, title: string): boolean {
  return source.includes(title) || source.includes(title.replaceAll("'", "\\'"));
}

function whyMissing(proof: string): string | null {
  const [file = '', title] = proof.split(' › ');
  const path = pathOf(file);
  if (!existsSync(path)) return `${proof}: there is no such file`;
  if (title === undefined || isIn(readFileSync(path, 'utf8'), title)) return null;
  return `${proof}: the file has no such title`;
}

/** The titles of a file's tests as they stand in its source. */
function titlesIn(source: string): string[] {
  return [...source.matchAll(/\bit(?:\.each\([^)]*\))?\(\s*(['`])((?:\\.|(?!\1).)*)\1/g)].map(
    ([, , title = '']) => title,
  );
}

describe('the index of scenarios', () => {
  const parts = readdirSync(FOLDER).filter((name) => name.endsWith('.md') && name !== 'README.md');
  it.each(parts)('%s names a test, or a reason, for each', (part) => {
    const rows = rowsOf(part);
    expect(rows.length).toBeGreaterThan(5);
    const bare = rows.filter(({ proofs, note }) => proofs.length === 0 && note === '');
    expect(bare.map(({ scenario }) => scenario)).toEqual([]);
  });

  it.each(parts)('%s names only tests that exist', (part) => {
    const missing = rowsOf(part).flatMap(({ proofs }) => proofs.map(whyMissing));
    expect(missing.filter((why) => why !== null)).toEqual([]);
  });

  it('names every story', () => {
    const named = new Set(parts.flatMap(rowsOf).flatMap(({ proofs }) => proofs));
    const stories = readdirSync(join(CORE, 'src', 'interaction', 'stories'));
    expect(stories.filter((story) => !named.has(`stories/${story}`))).toEqual([]);
  });

  it.each(['lab', 'runtime'])('%s.md has a place for every test of its files', (part) => {
    const named = new Set(rowsOf(`${part}.md`).flatMap(({ proofs }) => proofs));
    const files = readdirSync(join(CORE, 'src', 'scenarios')).filter(
      (file) => file.startsWith(`${part}-`) && file.endsWith('.test.ts'),
    );
    const proofs = files.flatMap((file) => {
      const titles = titlesIn(readFileSync(join(CORE, 'src', 'scenarios', file), 'utf8'));
      expect(titles.length, file).toBeGreaterThan(0);
      return titles.map((title) => `scenarios/${file} › ${title}`);
    });
    expect(proofs.filter((proof) => !named.has(proof))).toEqual([]);
  });
});
