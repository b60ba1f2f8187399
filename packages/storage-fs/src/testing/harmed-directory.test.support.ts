import { configuration } from '@seaworthy/core';
import { expect } from 'vitest';

import { StorageError, type StorageErrorCode } from '../errors.ts';
import { describeLog, entry, hardState, position, write } from './log-model.test.support.ts';
import { chunksOf, joined, load } from './opened.test.support.ts';
import { SimulatedFileSystem } from './simulated-file-system.ts';

const META = { ...position(3, 1), id: 's', configuration: configuration([]) };

/** A directory with three segments, a snapshot, and every kind of record; after a clean stop, or a kill -9 at rest. */
export async function smallDirectory(end: 'stopped' | 'killed'): Promise<SimulatedFileSystem> {
  const fileSystem = new SimulatedFileSystem();
  const { logStore, snapshotStore, close } = await load(fileSystem);
  await logStore.append({ hardState: hardState(1, 'n1'), entries: [] });
  for (let index = 1; index <= 30; index++)
    await logStore.append(write(entry(index, 1, new Uint8Array(200).fill(index))));
  await logStore.append({ hardState: hardState(2), entries: [entry(28, 2, 'overwritten')] });
  await snapshotStore.write(META, chunksOf(new Uint8Array(700).fill(5)));
  await logStore.compact(position(3, 1));
  await logStore.append(write(entry(29, 2, 'the last')));
  // Behind the last sync, the watermark is written without anybody waiting for it.
  await new Promise((resolve) => setImmediate(resolve));
  if (end === 'stopped') await close();
  else fileSystem.restart();
  await fileSystem.syncDirectory('/data/n1');
  return fileSystem;
}

/** Everything a node would find; a log that needs a snapshot which is gone is refused, as a node refuses it. */
export async function describeAll(fileSystem: SimulatedFileSystem): Promise<string> {
  const { log, snapshotStore, close } = await load(fileSystem);
  try {
    const meta = await snapshotStore.latest();
    if (log.base.index > (meta?.index ?? 0))
      throw new StorageError('corrupt_snapshot', 'the log needs a snapshot', { path: 'snapshots' });
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

/** How many directories came out how, after harm was done to each in another way. */
export class Tally {
  readonly #sound: SimulatedFileSystem;
  readonly #expected: string;
  readonly #outcomes = new Map<string, number>();

  private constructor(sound: SimulatedFileSystem, expected: string) {
    this.#sound = sound;
    this.#expected = expected;
  }

  static async of(sound: SimulatedFileSystem): Promise<Tally> {
    return new Tally(sound, await describeAll(sound.copy()));
  }

  get total(): number {
    return [...this.#outcomes.values()].reduce((sum, count) => sum + count, 0);
  }

  count(outcome: string): number {
    return this.#outcomes.get(outcome) ?? 0;
  }

  toString(): string {
    const counts = [...this.#outcomes].map(([outcome, count]) => `${outcome} ${count}`);
    return `${this.total} tried: ${counts.join(', ')}`;
  }

  /** Does harm to a copy; fails unless that is detected, with nothing changed, or does not matter. */
  async try(what: string, harm: (fileSystem: SimulatedFileSystem) => Promise<void> | void): Promise<void> {
    const harmed = this.#sound.copy();
    await harm(harmed);
    const before = harmed.copy();
    const error = await this.#errorOf(harmed).catch((cause: unknown) => {
      throw new Error(what, { cause });
    });
    if (error !== null && imageOf(harmed, error) !== imageOf(before, error))
      throw new Error(`${what}: files were changed`);
    const outcome = error?.code ?? 'harmless';
    this.#outcomes.set(outcome, this.count(outcome) + 1);
  }

  /** What was noticed; null where all is as it should be. */
  async #errorOf(fileSystem: SimulatedFileSystem): Promise<StorageError | null> {
    try {
      const found = await describeAll(fileSystem);
      if (found !== this.#expected) throw new Error(`found ${found.slice(0, 200)}`);
      return null;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      expect(DETECTED).toContain(error.code);
      return error;
    }
  }
}

/** All files but the lock. The log was opened, and marked, before a snapshot was looked at. */
function imageOf(fileSystem: SimulatedFileSystem, error: StorageError): string {
  return fileSystem
    .files()
    .filter(
      (path) => !path.endsWith('/lock') && !(error.path.includes('snapshots') && path.includes('/wal/')),
    )
    .map((path) => `${path} ${Buffer.from(fileSystem.contents(path)).toString('base64')}`)
    .join('\n');
}
