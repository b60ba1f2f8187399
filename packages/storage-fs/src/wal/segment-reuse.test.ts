import { setImmediate as atRest } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { entry, position, write } from '../testing/log-model.test.support.ts';
import { load, type Opened } from '../testing/opened.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';

const ENTRY_BYTES = 300;

/** A disk that counts the segments that were made from nothing. */
function counting(): { fileSystem: SimulatedFileSystem; made: () => number } {
  let made = 0;
  const paths = new Set<string>();
  const fileSystem = new SimulatedFileSystem({
    before: (operation, path) => {
      if (operation === 'open' && /next-\d+\.tmp$/.test(path) && !paths.has(path)) {
        paths.add(path);
        made += 1;
      }
      return Promise.resolve();
    },
  });
  return { fileSystem, made: () => made };
}

/** Adds entries, and compacts all but the last ones every now and then. */
async function live({ logStore }: Opened, from: number, through: number): Promise<void> {
  for (let index = from; index <= through; index++) {
    await logStore.append(write(entry(index, 1, new Uint8Array(ENTRY_BYTES).fill(index))));
    if (index % 10 === 0) await logStore.compact(position(index - 3, 1));
    await atRest();
  }
}

describe('segments that a compaction freed', () => {
  it('become the next ones', async () => {
    const { fileSystem, made } = counting();
    const opened = await load(fileSystem);
    await live(opened, 1, 40);
    const before = made();
    await live(opened, 41, 200);
    expect(made()).toBe(before);
    const segments = fileSystem.files().filter((path) => path.endsWith('.wal'));
    expect(segments.at(-1)).toMatch(/0*1[0-9a-f]\.wal$/);
    await opened.close();
    expect(fileSystem.files().filter((path) => path.endsWith('.tmp'))).toEqual([]);
    const again = await load(fileSystem);
    expect(again.warnings).toEqual([]);
    expect(again.log.base.index).toBe(197);
    expect(again.log.entries.map(({ index, data }) => [index, data[0]])).toEqual(
      [198, 199, 200].map((index) => [index, index]),
    );
  });

  it('do not come back where the power is cut while they are made', async () => {
    const { fileSystem } = counting();
    await live(await load(fileSystem), 1, 60);
    for (let calls = 1; calls <= 40; calls++) {
      const disk = fileSystem.copy();
      disk.restart();
      const opened = await load(disk);
      disk.cutPowerAfter(calls);
      await live(opened, 61, 120).catch(() => undefined);
      disk.crash();
      const { log, close } = await load(disk);
      const terms = log.entries.map(({ index, data }) => [index, data[0]]);
      expect(terms).toEqual(log.entries.map((_, at) => [log.base.index + 1 + at, log.base.index + 1 + at]));
      await close();
    }
  });

  it('are removed where their size is not that of the next', async () => {
    const { fileSystem } = counting();
    const opened = await load(fileSystem);
    await opened.logStore.append(write(entry(1, 1, new Uint8Array(10_000))));
    await live(opened, 2, 60);
    await opened.close();
    const sizes = fileSystem
      .files()
      .filter((path) => path.endsWith('.wal'))
      .map((path) => fileSystem.contents(path).byteLength);
    expect(new Set(sizes)).toEqual(new Set([4096]));
    const { log } = await load(fileSystem);
    expect(log.entries.map(({ index }) => index)).toEqual([58, 59, 60]);
  });
});
