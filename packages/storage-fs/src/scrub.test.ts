import { configuration } from '@seaworthy/core';
import { describe, expect, it } from 'vitest';

import type { StorageError } from './errors.ts';
import type { Storage } from './storage.ts';
import { entry, position, write } from './testing/log-model.test.support.ts';
import { chunksOf, DIRECTORY, load, type Opened } from './testing/opened.test.support.ts';
import { SimulatedFileSystem } from './testing/simulated-file-system.ts';

const META = { ...position(20, 1), id: 's', configuration: configuration([]) };

async function working(repair = false): Promise<{ fileSystem: SimulatedFileSystem; storage: Opened }> {
  const fileSystem = new SimulatedFileSystem();
  const storage = await load(fileSystem, { repair });
  for (let index = 1; index <= 40; index++)
    await storage.logStore.append(write(entry(index, 1, new Uint8Array(300).fill(index))));
  await storage.snapshotStore.write(META, chunksOf(new Uint8Array(900).fill(7)));
  return { fileSystem, storage };
}

async function found(storage: Storage): Promise<string[]> {
  const errors: StorageError[] = [];
  for await (const error of storage.scrub()) errors.push(error);
  return errors.map(({ code, path }) => `${code} ${path.slice(DIRECTORY.length + 1)}`);
}

function segment(number: number): string {
  return `${DIRECTORY}/wal/000000000000000${number}.wal`;
}

describe('a scrub', () => {
  it('finds nothing wrong with what is as it was written, while the log goes on', async () => {
    const { storage } = await working();
    const scrub = found(storage);
    await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        storage.logStore.append(write(entry(41 + at, 1, new Uint8Array(300)))),
      ),
    );
    await storage.logStore.compact(position(90, 1));
    expect(await scrub).toEqual([]);
    expect(await found(storage)).toEqual([]);
  });

  it('finds every damaged segment, the live one too, and a damaged snapshot', async () => {
    const { fileSystem, storage } = await working();
    const live = fileSystem.files().findLast((path) => path.endsWith('.wal')) ?? '';
    fileSystem.flipBit(segment(1), 900, 2);
    fileSystem.flipBit(segment(2), 100, 2);
    fileSystem.flipBit(live, 600, 2);
    const snapshot = fileSystem.files().find((path) => path.endsWith('.snap')) ?? '';
    fileSystem.flipBit(snapshot, 400, 2);
    expect(await found(storage)).toEqual([
      // The header of the second is where the first one's end is told.
      'corrupt_log wal/0000000000000002.wal',
      'corrupt_log wal/0000000000000002.wal',
      `corrupt_log ${live.slice(DIRECTORY.length + 1)}`,
      `corrupt_snapshot ${snapshot.slice(DIRECTORY.length + 1)}`,
    ]);
    expect(fileSystem.files()).toContain(snapshot);
  });

  it('finds a missing segment, and a sector that cannot be read', async () => {
    const { fileSystem, storage } = await working();
    await fileSystem.remove(segment(3));
    fileSystem.fail({ operation: 'read', code: 'EIO', path: '.snap' });
    expect(await found(storage)).toEqual([
      'corrupt_log wal/0000000000000003.wal',
      'corrupt_log wal/0000000000000003.wal',
      expect.stringMatching(/^io_failed snapshots/),
    ]);
  });

  it('finds no fault with the part that a repaired log has given up', async () => {
    const { fileSystem, storage } = await working();
    await storage.close();
    fileSystem.flipBit(segment(2), 900, 2);
    const repaired = await load(fileSystem, { repair: true });
    expect(repaired.log.lost?.term).toBe(0);
    expect(await found(repaired)).toEqual([]);
  });

  it('sets a damaged snapshot aside where peers can help', async () => {
    const { fileSystem, storage } = await working(true);
    const snapshot = fileSystem.files().find((path) => path.endsWith('.snap')) ?? '';
    fileSystem.flipBit(snapshot, 400, 2);
    expect(await found(storage)).toHaveLength(1);
    expect(await storage.snapshotStore.latest()).toBe(null);
    expect(fileSystem.files()).toContain(`${snapshot}.damaged`);
    expect(storage.warnings.map(({ code }) => code)).toEqual(['snapshot_damaged', 'set_aside']);
  });
});
