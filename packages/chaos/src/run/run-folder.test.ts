import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { parseInstant } from '../temporal.ts';
import { defaultStore, listRuns, RunFolder } from './run-folder.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'seaworthy-folders-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

describe('defaultStore', () => {
  it('is in the root of the workspace, from wherever in it', async () => {
    await mkdir(join(root, 'packages', 'deep'), { recursive: true });
    await writeFile(join(root, 'nx.json'), '{}');
    expect(defaultStore(join(root, 'packages', 'deep'))).toBe(join(root, 'store'));
    expect(defaultStore(root)).toBe(join(root, 'store'));
  });

  it('is in the folder itself where there is no workspace', () => {
    expect(defaultStore(join(root, 'plain'))).toBe(join(root, 'plain', 'store'));
  });
});

describe('RunFolder', () => {
  const first = parseInstant('2026-03-01T11:30:00Z');
  const second = parseInstant('2026-03-01T11:31:00Z');

  it('gives every run a folder of its own, even in the same moment', async () => {
    const runs = [await RunFolder.create(root, 'a', first), await RunFolder.create(root, 'a', first)];
    expect(new Set(runs.map(({ path }) => path)).size).toBe(2);
  });

  it('moves latest along', async () => {
    for (const instant of [first, second]) await (await RunFolder.create(root, 'a', instant)).becomeLatest();
    expect(await readlink(join(root, 'a', 'latest'))).toBe('20260301T113100.000Z');
    expect(await readlink(join(root, 'latest'))).toBe(join('a', '20260301T113100.000Z'));
  });

  it('lists runs newest first, and nothing that is none', async () => {
    await (await RunFolder.create(root, 'a', first)).becomeLatest();
    await (await RunFolder.create(root, 'b', second)).becomeLatest();
    await mkdir(join(root, 'b', 'notes'));
    expect(await listRuns(root)).toEqual([
      { name: 'b', run: '20260301T113100.000Z' },
      { name: 'a', run: '20260301T113000.000Z' },
    ]);
    expect(await listRuns(join(root, 'nowhere'))).toEqual([]);
  });
});
