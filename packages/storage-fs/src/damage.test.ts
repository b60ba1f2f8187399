import { configuration } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { StorageError } from './errors.ts';
import { entry, hardState, position, randomBytes, write } from './testing/log-model.test.support.ts';
import { chunksOf, joined, load } from './testing/opened.test.support.ts';
import { SimulatedFileSystem } from './testing/simulated-file-system.ts';

const META = { ...position(10, 1), id: 's', configuration: configuration([]) };
const STATE = Buffer.from(randomBytes(new SeededRandom(9), 5_000));

function dataOf(index: number): Uint8Array {
  return Buffer.alloc(50 + ((index * 37) % 400), `entry ${index}.`);
}

/** Appends, stores a snapshot, and appends on, while the disk does what `harm` tells it at some moment. */
async function life(
  random: SeededRandom,
  harm: (fileSystem: SimulatedFileSystem, random: SeededRandom) => void,
): Promise<SimulatedFileSystem> {
  const fileSystem = new SimulatedFileSystem();
  const { logStore, snapshotStore } = await load(fileSystem);
  await logStore.append({ hardState: hardState(1, 'n1'), entries: [] });
  const moment = 1 + random.below(60);
  for (let index = 1; index <= 60; index++) {
    if (index === moment) harm(fileSystem, random);
    await logStore.append(write(entry(index, 1, dataOf(index))));
    if (index === 30) await snapshotStore.write(META, chunksOf(STATE));
    if (index === 40) await logStore.compact(position(10, 1));
  }
  fileSystem.crash();
  return fileSystem;
}

/** What came of it: the name of what was noticed, or how the log is as it should be. Fails where it is anything else. */
async function outcome(fileSystem: SimulatedFileSystem): Promise<string> {
  try {
    const { log, snapshotStore, close } = await load(fileSystem);
    for (const { index, data } of log.entries) expect(Buffer.from(data).equals(dataOf(index))).toBe(true);
    const last = log.base.index + log.entries.length;
    const latest = await snapshotStore.latest();
    if (latest !== null) expect((await joined(snapshotStore.read(latest))).equals(STATE)).toBe(true);
    await close();
    return last === 60 ? 'whole' : 'shorter';
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return error.code;
  }
}

async function outcomes(
  harm: (fileSystem: SimulatedFileSystem, random: SeededRandom) => void,
): Promise<{ readonly counts: ReadonlyMap<string, number>; readonly damaged: number }> {
  const counts = new Map<string, number>();
  let damaged = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const fileSystem = await life(new SeededRandom(seed), harm);
    damaged += fileSystem.damage.length;
    const found = await outcome(fileSystem).catch((cause: unknown) => {
      throw new Error(`seed ${seed}`, { cause });
    });
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return { counts, damaged };
}

const NOTICED: ReadonlySet<string> = new Set([
  'whole',
  'shorter',
  'corrupt_log',
  'corrupt_snapshot',
  'corrupt_identity',
  'unknown_format',
  'wrong_node',
  'wrong_cluster',
]);

describe('a disk that says it did what it was told', () => {
  it.each([
    ['tears a write', (fileSystem, random) => fileSystem.tearNext({ random, path: '.wal' }), 200],
    [
      'sends a write elsewhere',
      (fileSystem, random) => fileSystem.misdirectNext({ random, path: '.wal' }),
      200,
    ],
    ['rots', (fileSystem, random) => void fileSystem.rot({ random, path: '/data' }), 50],
  ] as readonly [string, (fileSystem: SimulatedFileSystem, random: SeededRandom) => void, number][])(
    'is found out when it %s, or has done no harm',
    async (_, harm, least) => {
      const { counts, damaged } = await outcomes(harm);
      expect(damaged).toBe(300);
      for (const found of counts.keys()) expect(NOTICED).toContain(found);
      expect(counts.get('corrupt_log')).toBeGreaterThan(least);
      // What nothing was written behind cannot be told from a torn tail: at most the very last write is lost in silence.
      expect(counts.get('shorter') ?? 0).toBeLessThan(20);
    },
  );
});
