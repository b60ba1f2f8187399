import { open, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { logIndex, type Entry, type LogStore } from '@seaworthy/core';
import { describe, expect, it } from 'vitest';

import { openStorage } from '../storage.ts';
import { entry, hardState, position, write } from '../testing/log-model.test.support.ts';
import { DIRECTORY, failureOf, load, type Opened } from '../testing/opened.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';

const ENTRIES = 60;

function read(
  store: LogStore,
  from: number,
  through: number,
  maxBytes = Infinity,
): Promise<readonly Entry[] | null> {
  return store.read(logIndex(from), logIndex(through), maxBytes);
}

function indicesOf(entries: readonly Entry[] | null): number[] | null {
  return entries?.map(({ index }) => index) ?? null;
}

function range(from: number, through: number): number[] {
  return Array.from({ length: through - from + 1 }, (_, at) => from + at);
}

/** Entries of 300 bytes in segments of 4 KiB, about a dozen in each. */
async function manySegments(
  fileSystem = new SimulatedFileSystem(),
): Promise<{ fileSystem: SimulatedFileSystem; storage: Opened }> {
  const storage = await load(fileSystem);
  for (let index = 1; index <= ENTRIES; index++)
    await storage.logStore.append(write(entry(index, 1, new Uint8Array(300).fill(index))));
  return { fileSystem, storage };
}

function segments(fileSystem: SimulatedFileSystem): readonly string[] {
  return fileSystem.files().filter((path) => path.endsWith('.wal'));
}

/** Where an entry's data begins, in its file. */
function placeOf(fileSystem: SimulatedFileSystem, index: number): { path: string; at: number } {
  for (const path of segments(fileSystem)) {
    const at = Buffer.from(fileSystem.contents(path)).indexOf(Buffer.alloc(300, index));
    if (at >= 0) return { path, at };
  }
  throw new Error(`entry ${index} is nowhere`);
}

/** A disk that counts the bytes it was asked for, and holds reads while the gate is shut. */
function watched(): { fileSystem: SimulatedFileSystem; asked: () => number; shut: () => () => void } {
  let bytes = 0;
  let gate = Promise.resolve();
  const fileSystem = new SimulatedFileSystem({
    before: async (operation) => {
      if (operation === 'read') await gate;
    },
  });
  const plainly = fileSystem.open.bind(fileSystem);
  fileSystem.open = async (path, mode) => {
    const file = await plainly(path, mode);
    return {
      ...file,
      read: (target, at) => {
        bytes += target.byteLength;
        return file.read(target, at);
      },
    };
  };
  const shut = (): (() => void) => {
    let lift = (): void => undefined;
    gate = new Promise((resolve) => (lift = resolve));
    return lift;
  };
  return { fileSystem, asked: () => bytes, shut };
}

describe('reading entries', () => {
  it('goes from segment to segment', async () => {
    const { fileSystem, storage } = await manySegments();
    expect(segments(fileSystem).length).toBeGreaterThan(4);
    for (const from of range(1, ENTRIES)) {
      expect(indicesOf(await read(storage.logStore, from, ENTRIES))).toEqual(range(from, ENTRIES));
      const [one] = (await read(storage.logStore, from, ENTRIES, 0)) ?? [];
      expect(one).toEqual(entry(from, 1, Buffer.alloc(300, from)));
    }
  });

  it('takes from the disk little more than what is asked for', async () => {
    const { fileSystem, asked } = watched();
    const { logStore, close } = await load(fileSystem, { segmentBytes: 16 << 20 });
    for (let batch = 0; batch < 40; batch++) {
      const added = range(batch * 800 + 1, batch * 800 + 800);
      await logStore.append(write(...added.map((index) => entry(index, 1, new Uint8Array(256)))));
    }
    const before = asked();
    const wanted = [1, 217, 1_000, 31_999, 32_000];
    for (const index of wanted) expect(indicesOf(await read(logStore, index, index))).toEqual([index]);
    expect(asked() - before).toBeLessThanOrEqual(wanted.length * 128 * 1024);
    await close();
    const again = await load(fileSystem);
    const reopened = asked();
    for (const index of wanted) expect(indicesOf(await read(again.logStore, index, index))).toEqual([index]);
    expect(asked() - reopened).toBeLessThanOrEqual(wanted.length * 128 * 1024);
  });

  it('takes no more than 65,536 entries at once, though they have no data', async () => {
    const { logStore } = await load(new SimulatedFileSystem(), { segmentBytes: 16 << 20 });
    await logStore.append(write(...range(1, 70_000).map((index) => entry(index, 1))));
    expect(indicesOf(await read(logStore, 2, 70_000))).toEqual(range(2, 65_537));
  });

  it('answers while a sync is held', async () => {
    let holds = false;
    const fileSystem = new SimulatedFileSystem({
      before: (operation) =>
        holds && operation === 'datasync' ? new Promise(() => undefined) : Promise.resolve(),
    });
    const { storage } = await manySegments(fileSystem);
    holds = true;
    void storage.logStore.append(write(entry(ENTRIES + 1, 1)));
    expect(indicesOf(await read(storage.logStore, 1, ENTRIES))).toEqual(range(1, ENTRIES));
    expect(await read(storage.logStore, ENTRIES, ENTRIES + 2)).toBeNull();
  });

  it('gives the entries that were there at the call, though they are replaced before it gets to them', async () => {
    const { fileSystem, shut } = watched();
    const { storage } = await manySegments(fileSystem);
    const lift = shut();
    const reading = read(storage.logStore, 1, ENTRIES);
    await storage.logStore.append({ hardState: hardState(2), entries: [entry(3, 2, 'another')] });
    await storage.logStore.append(write(...range(4, ENTRIES).map((index) => entry(index, 2, 'another'))));
    lift();
    const found = await reading;
    expect(indicesOf(found)).toEqual(range(1, ENTRIES));
    expect(found?.every(({ term }) => term === 1)).toBe(true);
    const now = await read(storage.logStore, 1, ENTRIES);
    expect(now?.map(({ term }) => Number(term))).toEqual(
      range(1, ENTRIES).map((index) => (index < 3 ? 1 : 2)),
    );
  });

  it('gives nothing when a compaction removes a segment before it gets to it', async () => {
    const { fileSystem, shut } = watched();
    const { storage } = await manySegments(fileSystem);
    const before = segments(fileSystem).length;
    const lift = shut();
    const reading = read(storage.logStore, 1, ENTRIES);
    await storage.logStore.compact(position(ENTRIES - 1, 1));
    while (segments(fileSystem).length > 2) await new Promise((resolve) => setImmediate(resolve));
    lift();
    expect(await reading).toBeNull();
    expect(before).toBeGreaterThan(4);
    expect(indicesOf(await read(storage.logStore, ENTRIES, ENTRIES))).toEqual([ENTRIES]);
  });

  it('is over with before the storage is closed', async () => {
    const { fileSystem, shut } = watched();
    const { storage } = await manySegments(fileSystem);
    const lift = shut();
    const ended: string[] = [];
    const reading = read(storage.logStore, 1, ENTRIES).then(() => ended.push('read'));
    const closing = storage.close().then(() => ended.push('closed'));
    lift();
    await Promise.all([reading, closing]);
    expect(ended).toEqual(['read', 'closed']);
  });

  it.each([
    ['no range', [5, 4, 1]],
    ['no number', [Number.NaN, 4, 1]],
    ['less than nothing', [1, 4, -1]],
  ] as const)('refuses %s, and goes on', async (_, [from, through, maxBytes]) => {
    const { storage } = await manySegments();
    const wrong = storage.logStore.read(from as never, through as never, maxBytes);
    expect((await failureOf(wrong)).code).toBe('invalid_argument');
    expect(indicesOf(await read(storage.logStore, 1, 2))).toEqual([1, 2]);
  });

  it('comes after loading', async () => {
    const { logStore } = await openStorage({
      directory: DIRECTORY,
      clusterId: 'harbour',
      nodeId: 'n1',
      fileSystem: new SimulatedFileSystem(),
    });
    expect((await failureOf(read(logStore, 1, 1))).code).toBe('invalid_argument');
  });
});

describe('reading entries that were damaged', () => {
  it('ends the store for good, whichever bit it is', async () => {
    const { fileSystem: sound, storage } = await manySegments();
    const { path, at } = placeOf(sound, 30);
    await storage.close();
    let tried = 0;
    for (let byte = at - 40; byte < at + 300; byte += 7) {
      const fileSystem = sound.copy();
      const { logStore, close } = await load(fileSystem);
      fileSystem.flipBit(path, byte, tried++ % 8);
      const error = await failureOf(read(logStore, 25, 40));
      expect([error.code, error.path]).toEqual(['corrupt_log', path]);
      expect(await failureOf(read(logStore, 1, 2))).toBe(error);
      expect(await failureOf(logStore.append(write(entry(ENTRIES + 1, 1))))).toBe(error);
      await close();
      expect((await failureOf(load(fileSystem))).code).toBe('corrupt_log');
    }
    expect(tried).toBeGreaterThan(40);
  });

  it('does not matter to what stands elsewhere', async () => {
    const { fileSystem, storage } = await manySegments();
    const { path, at } = placeOf(fileSystem, 59);
    fileSystem.flipBit(path, at, 0);
    expect(indicesOf(await read(storage.logStore, 1, 40))).toEqual(range(1, 40));
    expect((await failureOf(read(storage.logStore, 41, 60))).code).toBe('corrupt_log');
  });

  it('misses a segment that was not removed by a compaction', async () => {
    const { fileSystem, storage } = await manySegments();
    await fileSystem.remove(segments(fileSystem)[1] ?? '');
    const error = await failureOf(read(storage.logStore, 1, ENTRIES));
    expect(error.code).toBe('corrupt_log');
    expect(error.message).toMatch(/is missing$/);
  });

  it('takes a sector that the disk cannot read for the end, too', async () => {
    const { fileSystem, storage } = await manySegments();
    fileSystem.fail({ operation: 'read', code: 'EIO', times: Infinity });
    const error = await failureOf(read(storage.logStore, 1, ENTRIES));
    expect(error.code).toBe('io_failed');
    expect(await failureOf(storage.logStore.append(write(entry(ENTRIES + 1, 1))))).toBe(error);
  });

  it('notices at the start what was damaged of entries that are left out', async () => {
    const { fileSystem, storage } = await manySegments();
    await storage.close();
    const { path, at } = placeOf(fileSystem, 30);
    fileSystem.flipBit(path, at + 7, 3);
    const { logStore, close } = await openStorage({
      directory: DIRECTORY,
      clusterId: 'harbour',
      nodeId: 'n1',
      fileSystem,
    });
    expect((await failureOf(logStore.load(logIndex(ENTRIES)))).code).toBe('corrupt_log');
    await close();
  });

  it('is noticed on the files of this machine', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'storage-fs-read-'));
    try {
      const storage = await openStorage({
        directory,
        clusterId: 'harbour',
        nodeId: 'n1',
        segmentBytes: 4096,
      });
      await storage.logStore.load();
      for (const index of range(1, ENTRIES))
        await storage.logStore.append(write(entry(index, 1, Buffer.alloc(300, index))));
      expect(indicesOf(await read(storage.logStore, 2, ENTRIES))).toEqual(range(2, ENTRIES));
      const [, second] = (await readdir(join(directory, 'wal')))
        .filter((name) => name.endsWith('.wal'))
        .sort();
      const file = await open(join(directory, 'wal', second ?? ''), 'r+');
      await file.write(Buffer.from([0x55]), 0, 1, 2000);
      await file.close();
      expect((await failureOf(read(storage.logStore, 1, ENTRIES))).code).toBe('corrupt_log');
      await storage.close();
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
