import type { SnapshotMeta, StoredLog } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';
import { configuration } from '@seaworthy/core';
import { describe, expect, it } from 'vitest';

import type { Storage } from './storage.ts';
import {
  describeLog,
  EMPTY,
  lastOf,
  position,
  randomBytes,
  randomOperation,
} from './testing/log-model.test.support.ts';
import { chunksOf, joined, load, openOn, type Opened } from './testing/opened.test.support.ts';
import { SimulatedFileSystem } from './testing/simulated-file-system.ts';

/** A snapshot's data follow from its index, so that any of them can be checked. */
function snapshotBytes(index: number): Uint8Array {
  const random = new SeededRandom(index);
  return randomBytes(random, random.below(1500));
}

function snapshotMeta(index: number): SnapshotMeta {
  return { ...position(index, 1), id: `s${index}`, configuration: configuration([]) };
}

/** A node's life across crashes, and what its disk may hold at each moment. */
class Life {
  readonly fileSystem = new SimulatedFileSystem();
  readonly random: SeededRandom;
  /** Every log that may be found; the last one is what the process, while it lives, takes for its log. */
  possible: readonly StoredLog[] = [EMPTY];
  /** The newest snapshot that was acknowledged, and the newest that was begun. */
  snapshot = { acknowledged: 0, begun: 0 };
  /** Crashes in which more than one log was possible. */
  ambiguous = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  async cycle(): Promise<void> {
    this.fileSystem.cutPowerAfter(1 + this.random.below(this.random.chance(0.3) ? 30 : 250));
    // A process that fails on a bad sector and is started again finds a kernel that calls the lost pages clean.
    if (this.random.chance(0.2))
      this.fileSystem.fail({ operation: 'datasync', code: 'EIO', skip: this.random.below(12) });
    let storage: Storage | undefined;
    try {
      storage = await openOn(this.fileSystem, { random: this.random });
      const log = await storage.logStore.load();
      this.found(log);
      await this.work(storage);
    } catch (error) {
      if (!isPlanned(error)) throw error;
    }
    await storage?.close().catch(() => undefined);
    if (this.possible.length > 1) this.ambiguous += 1;
    this.crash();
  }

  found(log: StoredLog): void {
    expect(this.possible.map(describeLog)).toContain(describeLog(log));
    this.possible = [log];
  }

  /** Makes calls in bursts without waiting for each; resolves or rejects when all of them have settled. */
  async work(storage: Storage): Promise<void> {
    for (let burst = 0; burst < 6; burst++) {
      const calls = Array.from({ length: 1 + this.random.below(8) }, () => this.call(storage));
      if (this.random.chance(0.3)) calls.push(this.takeSnapshot(storage));
      if (this.random.chance(0.1)) calls.push(storage.snapshotStore.prune(1));
      const failed = (await Promise.allSettled(calls)).find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    }
    if (this.random.chance(0.3)) await storage.close();
  }

  async call(storage: Storage): Promise<void> {
    const current = this.possible.at(-1) ?? EMPTY;
    const operation = randomOperation(this.random, current);
    const outcomes = operation.outcomes(current);
    this.possible = [...this.possible, ...outcomes];
    const complete = outcomes.at(-1) ?? current;
    await operation.run(storage.logStore);
    // What was possible before this call was acknowledged is not any more.
    this.possible = this.possible.slice(this.possible.indexOf(complete));
  }

  async takeSnapshot(storage: Storage): Promise<void> {
    const index = (this.snapshot.begun += 1);
    await storage.snapshotStore.write(snapshotMeta(index), chunksOf(snapshotBytes(index)));
    this.snapshot.acknowledged = index;
  }

  /** The power goes, or only the process: then what was written stays, synced or not. */
  crash(): void {
    if (this.random.chance(0.2)) this.fileSystem.restart();
    else this.fileSystem.crash({ random: this.random, chance: this.random.pick([0, 0.2, 0.5, 0.8, 1]) });
  }

  async checkSnapshots(opened: Opened): Promise<void> {
    const { acknowledged, begun } = this.snapshot;
    const latest = await opened.snapshotStore.latest();
    expect(latest?.index ?? 0).toBeGreaterThanOrEqual(acknowledged);
    expect(latest?.index ?? 0).toBeLessThanOrEqual(begun);
    if (latest === null) return;
    const stored = await joined(opened.snapshotStore.read(latest));
    expect(stored.equals(snapshotBytes(latest.index))).toBe(true);
  }
}

function isPlanned(error: unknown): boolean {
  const planned: readonly unknown[] = ['EPOWER', 'EIO'];
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && planned.includes(at.code)) return true;
  return false;
}

const CYCLES = 16;

async function live(seed: number): Promise<Life> {
  const life = new Life(seed);
  for (let cycle = 0; cycle < CYCLES; cycle++) await life.cycle();
  const opened = await load(life.fileSystem);
  life.found(opened.log);
  await life.checkSnapshots(opened);
  // It goes on as if nothing had been.
  await life.work(opened);
  await opened.close();
  const reopened = await load(life.fileSystem);
  expect(describeLog(reopened.log)).toBe(describeLog(life.possible.at(-1) ?? EMPTY));
  expect(reopened.warnings).toEqual([]);
  await reopened.close();
  return life;
}

describe('storage under crashes', () => {
  it.each(Array.from({ length: 20 }, (_, group) => group))(
    'keeps what it acknowledged and invents nothing (seeds %i00 and on)',
    async (group) => {
      let ambiguous = 0;
      let furthest = 0;
      for (let seed = group * 100; seed < group * 100 + 10; seed++) {
        const life = await live(seed).catch((cause: unknown) => {
          throw new Error(`seed ${seed}`, { cause });
        });
        ambiguous += life.ambiguous;
        furthest = Math.max(furthest, lastOf(life.possible.at(-1) ?? EMPTY).index);
      }
      // The crashes came amid work, and there was work to lose.
      expect(ambiguous).toBeGreaterThan(20);
      expect(furthest).toBeGreaterThan(50);
    },
    60_000,
  );
});
