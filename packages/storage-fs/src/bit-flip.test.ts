import { SeededRandom } from '@seaworthy/core/testing';
import { configuration } from '@seaworthy/core';
import { describe, expect, it } from 'vitest';

import { StorageError, type StorageErrorCode } from './errors.ts';
import { describeLog, entry, hardState, position, write } from './testing/log-model.test.support.ts';
import { chunksOf, joined, load } from './testing/opened.test.support.ts';
import { SimulatedFileSystem } from './testing/simulated-file-system.ts';

const META = { ...position(3, 1), id: 's', configuration: configuration([]) };

/** A directory with three segments, a snapshot, and every kind of record, after a clean stop. */
async function smallDirectory(): Promise<SimulatedFileSystem> {
  const fileSystem = new SimulatedFileSystem();
  const { logStore, snapshotStore, close } = await load(fileSystem);
  await logStore.append({ hardState: hardState(1, 'n1'), entries: [] });
  for (let index = 1; index <= 30; index++)
    await logStore.append(write(entry(index, 1, new Uint8Array(200).fill(index))));
  await logStore.append({ hardState: hardState(2), entries: [entry(28, 2, 'overwritten')] });
  await logStore.compact(position(3, 1));
  await snapshotStore.write(META, chunksOf(new Uint8Array(700).fill(5)));
  await close();
  await fileSystem.syncDirectory('/data/n1');
  return fileSystem;
}

async function describeAll(fileSystem: SimulatedFileSystem): Promise<string> {
  const { log, snapshotStore, close } = await load(fileSystem);
  try {
    const meta = await snapshotStore.latest();
    const state = meta === null ? '' : (await joined(snapshotStore.read(meta))).toString('base64');
    return `${describeLog(log)} snapshot ${JSON.stringify(meta)} ${state}`;
  } finally {
    await close();
  }
}

const DETECTED: ReadonlySet<StorageErrorCode> = new Set<StorageErrorCode>([
  'corrupt_identity',
  'corrupt_log',
  'corrupt_snapshot',
  'unknown_format',
  'wrong_cluster',
  'wrong_node',
]);

/** How a directory with one flipped bit came out. */
async function outcomeOf(fileSystem: SimulatedFileSystem, expected: string): Promise<string> {
  try {
    const found = await describeAll(fileSystem);
    expect(found).toBe(expected);
    return 'harmless';
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    expect(DETECTED).toContain(error.code);
    return error.code;
  }
}

describe('a flipped bit', () => {
  it('is detected or does no harm, wherever it is', async () => {
    const random = new SeededRandom(3);
    const sound = await smallDirectory();
    const expected = await describeAll(sound.copy());
    const outcomes = new Map<string, number>();
    for (const path of sound.files()) {
      const { byteLength } = sound.contents(path);
      // Every byte of the small files and of the first records; every few bytes further on.
      for (let at = 0; at < byteLength; at += at < 1000 ? 1 : 1 + random.below(6)) {
        const flipped = sound.copy();
        flipped.flipBit(path, at, random.below(8));
        const outcome = await outcomeOf(flipped, expected).catch((cause: unknown) => {
          throw new Error(`byte ${at} of ${path}`, { cause });
        });
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }
    expect(outcomes.get('corrupt_log')).toBeGreaterThan(1000);
    expect(outcomes.get('corrupt_snapshot')).toBeGreaterThan(500);
    expect(outcomes.get('corrupt_identity')).toBeGreaterThan(30);
    expect(outcomes.get('unknown_format')).toBeGreaterThan(5);
    // The unused ends of the segments, and the last mark.
    expect(outcomes.get('harmless')).toBeGreaterThan(100);
  }, 60_000);
});
