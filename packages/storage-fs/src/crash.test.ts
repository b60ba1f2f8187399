import { describe, expect, it } from 'vitest';

import type { Storage } from './storage.ts';
import { expectReads, expectSnapshots, Life } from './testing/life.test.support.ts';
import { describeLog, EMPTY, lastOf } from './testing/log-model.test.support.ts';
import { load, openOn } from './testing/opened.test.support.ts';

/** A node's life across crashes that come at any time. */
class HardLife extends Life {
  /** Crashes in which more than one log was possible. */
  ambiguous = 0;

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

  /** The power goes, or only the process: then what was written stays, synced or not. */
  crash(): void {
    if (this.random.chance(0.2)) this.fileSystem.restart();
    else this.fileSystem.crash({ random: this.random, chance: this.random.pick([0, 0.2, 0.5, 0.8, 1]) });
  }
}

function isPlanned(error: unknown): boolean {
  const planned: readonly unknown[] = ['EPOWER', 'EIO'];
  for (let at = error; at instanceof Error; at = at.cause)
    if ('code' in at && planned.includes(at.code)) return true;
  return false;
}

const CYCLES = 16;

async function live(seed: number): Promise<HardLife> {
  const life = new HardLife(seed);
  for (let cycle = 0; cycle < CYCLES; cycle++) await life.cycle();
  const opened = await load(life.fileSystem);
  life.found(opened.log);
  await expectReads(opened);
  await expectSnapshots(life, opened);
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
