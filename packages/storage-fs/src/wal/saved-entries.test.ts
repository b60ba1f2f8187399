import type { Entry, StoredLog } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import {
  append,
  EMPTY,
  entry,
  hardState,
  lastOf,
  position,
  randomBytes,
  write,
} from '../testing/log-model.test.support.ts';
import { load } from '../testing/opened.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';

function textOf(index: number, ofTerm: number): string {
  return `entry ${index} of term ${ofTerm} `.padEnd(300, '.');
}

/** Entries of one term, with data that can be found on the disk. */
function run(from: number, to: number, ofTerm: number): Entry[] {
  return Array.from({ length: to - from + 1 }, (_, at) =>
    entry(from + at, ofTerm, textOf(from + at, ofTerm)),
  );
}

/** A disk to which these writes were made one entry at a time, each in its term, and where the node was stopped then. */
async function wrote(...runs: readonly (readonly Entry[])[]): Promise<SimulatedFileSystem> {
  const fileSystem = new SimulatedFileSystem();
  const { logStore, close } = await load(fileSystem);
  for (const entries of runs)
    for (const one of entries) await logStore.append({ hardState: hardState(one.term), entries: [one] });
  await close();
  return fileSystem;
}

function segments(fileSystem: SimulatedFileSystem): readonly string[] {
  return fileSystem.files().filter((path) => path.endsWith('.wal'));
}

function damage(fileSystem: SimulatedFileSystem, index: number, ofTerm: number): void {
  for (const path of segments(fileSystem)) {
    const at = Buffer.from(fileSystem.contents(path)).indexOf(textOf(index, ofTerm));
    if (at >= 0) fileSystem.flipBit(path, at + 5, 3);
  }
}

async function repaired(fileSystem: SimulatedFileSystem): Promise<StoredLog> {
  const { log, close } = await load(fileSystem, { repair: true });
  await close();
  return log;
}

function places(entries: readonly Entry[] | undefined): string | undefined {
  return entries?.map(({ index, term }) => `${term}/${index}`).join(' ');
}

describe('what stands behind damage', () => {
  it('is saved, entry by entry, over any number of gaps', async () => {
    const fileSystem = await wrote(run(1, 40, 1));
    for (const index of [10, 11, 25, 31]) damage(fileSystem, index, 1);
    const { entries, lost, salvaged } = await repaired(fileSystem);
    expect(lastOf({ ...EMPTY, entries }).index).toBe(9);
    expect(lost?.last).toEqual(position(40, 1));
    expect(salvaged).toEqual([...run(12, 24, 1), ...run(26, 30, 1), ...run(32, 40, 1)]);
  });

  it('is saved again at every start, until the log is whole', async () => {
    const fileSystem = await wrote(run(1, 40, 1));
    damage(fileSystem, 10, 1);
    await repaired(fileSystem);
    const { log, logStore, close } = await load(fileSystem, { repair: true });
    expect(log.salvaged).toEqual(run(11, 40, 1));
    await logStore.append(write(...run(10, 10, 1)));
    await close();
    const next = await load(fileSystem, { repair: true });
    expect(next.log.salvaged).toEqual(run(11, 40, 1));
    await next.logStore.append(write(...run(11, 40, 1)));
    await next.close();
    const whole = await repaired(fileSystem);
    expect([whole.lost, whole.salvaged]).toEqual([undefined, undefined]);
    expect(whole.entries).toEqual(run(1, 40, 1));
  });

  it('is saved behind a segment whose header is damaged, and behind one that is gone', async () => {
    for (const harm of ['header', 'removal'] as const) {
      const fileSystem = await wrote(run(1, 60, 1));
      const [, second = '', third = ''] = segments(fileSystem);
      if (harm === 'header') fileSystem.flipBit(second, 40, 1);
      else await fileSystem.remove(second);
      const { entries, salvaged } = await repaired(fileSystem);
      const next = salvaged?.[0]?.index ?? 0;
      expect(next - entries.length).toBeGreaterThan(5);
      expect(salvaged).toEqual(run(next, 60, 1));
      expect(Buffer.from(fileSystem.contents(`${third}.damaged`)).includes(textOf(next, 1))).toBe(true);
    }
  });

  it('is what it became, where it was written again', async () => {
    const fileSystem = await wrote(run(1, 30, 1), run(25, 28, 2), run(27, 35, 3));
    damage(fileSystem, 10, 1);
    const { salvaged } = await repaired(fileSystem);
    expect(salvaged).toEqual([...run(11, 24, 1), ...run(25, 26, 2), ...run(27, 35, 3)]);
  });

  it('is saved over damage to what was written again later', async () => {
    const fileSystem = await wrote(run(1, 30, 1), run(25, 35, 2));
    damage(fileSystem, 10, 1);
    damage(fileSystem, 27, 1);
    const { salvaged } = await repaired(fileSystem);
    expect(places(salvaged)).toBe(places([...run(11, 24, 1), ...run(25, 35, 2)]));
  });

  it.each([
    ['where the term changes in the gap', [run(1, 19, 1), run(20, 40, 2)], [[20, 2]]],
    [
      'where the last entry is among the damaged',
      [run(1, 40, 1)],
      [
        [10, 1],
        [40, 1],
      ],
    ],
    ['where the log was written again from before the damage on', [run(1, 20, 1), run(5, 30, 2)], [[10, 1]]],
    ['where the first entry is damaged', [run(1, 20, 1)], [[1, 1]]],
  ] as const)('is not made use of %s', async (_, runs, damaged) => {
    const fileSystem = await wrote(...runs);
    for (const [index, ofTerm] of damaged) damage(fileSystem, index, ofTerm);
    const { lost, salvaged } = await repaired(fileSystem);
    expect(lost).toBeDefined();
    expect(salvaged).toBe(undefined);
  });

  it('is not made use of where the log was reset behind the damage', async () => {
    const fileSystem = await wrote(run(1, 20, 1));
    const { logStore, snapshotStore, close } = await load(fileSystem);
    await logStore.reset(position(50, 1));
    await logStore.append(write(...run(51, 60, 1)));
    await close();
    damage(fileSystem, 10, 1);
    expect(await snapshotStore.latest()).toBe(null);
    const { lost, salvaged } = await repaired(fileSystem);
    expect(lost?.last).toEqual(position(60, 1));
    expect(salvaged).toBe(undefined);
  });

  it('is never anything but what was there, whatever is damaged, once or twice', async () => {
    const found = { saved: 0, gaps: 0, again: 0 };
    for (let seed = 1; seed <= 150; seed++) {
      const random = new SeededRandom(seed);
      const what = `seed ${seed}`;
      const { fileSystem, truth } = await randomLog(random);
      rot(fileSystem, random);
      const first = await repaired(fileSystem).catch(() => null);
      if (first?.salvaged !== undefined) {
        found.saved++;
        found.gaps += gapsBetween(first, truth, what);
      }
      if (first === null) continue;
      const next = await goOn(fileSystem, truth, random).catch(() => null);
      rot(fileSystem, random);
      const second = await repaired(fileSystem).catch(() => null);
      if (next === null || second?.salvaged === undefined) continue;
      found.again++;
      gapsBetween(second, next, `${what}, again`);
    }
    expect(found.saved).toBeGreaterThan(40);
    expect(found.gaps).toBeGreaterThan(40);
    expect(found.again).toBeGreaterThan(12);
  });
});

function rot(fileSystem: SimulatedFileSystem, random: SeededRandom): void {
  for (let count = 1 + random.below(4); count > 0; count--) fileSystem.rot({ random, path: '.wal' });
}

/** Fails unless all that is there, and was saved, is what was there before, and the gaps between are of the terms that they must be. */
function gapsBetween(log: StoredLog, truth: StoredLog, what: string): number {
  const salvaged = log.salvaged ?? [];
  const held = new Map(truth.entries.map((one) => [Number(one.index), one]));
  for (const one of [...log.entries, ...salvaged]) expect(one, what).toEqual(held.get(one.index));
  expect(salvaged.at(-1)?.index, what).toBe(lastOf(truth).index);
  let gaps = 0;
  let index = lastOf(log).index + 1;
  for (const next of salvaged)
    for (; index <= next.index; index++) {
      expect(held.get(index)?.term, `${what}, entry ${index}`).toBe(next.term);
      if (index < next.index) gaps++;
    }
  return gaps;
}

/** Appends to a log that was repaired: some of what it lost, or something new in a later term. Returns what it is then. */
async function goOn(
  fileSystem: SimulatedFileSystem,
  truth: StoredLog,
  random: SeededRandom,
): Promise<StoredLog> {
  const { log, logStore, close } = await load(fileSystem, { repair: true });
  const from = lastOf(log).index + 1;
  const isRestored = log.salvaged !== undefined && random.chance(0.5);
  const ofTerm = isRestored ? log.hardState.term : log.hardState.term + 1;
  const added = isRestored
    ? truth.entries.filter(({ index }) => index >= from).slice(0, 1 + random.below(40))
    : run(from, from + 5 + random.below(10), ofTerm);
  await logStore.append({ hardState: hardState(ofTerm), entries: added });
  await close();
  return isRestored ? truth : { ...truth, entries: [...log.entries, ...added] };
}

/** A log of a few segments that was cut off and written again now and then, in later terms. */
async function randomLog(
  random: SeededRandom,
): Promise<{ readonly fileSystem: SimulatedFileSystem; readonly truth: StoredLog }> {
  const fileSystem = new SimulatedFileSystem();
  const { logStore, close } = await load(fileSystem);
  let truth = EMPTY;
  for (let step = 0; step < 60; step++) {
    const again = random.chance(0.06) && truth.entries.length > 3;
    const first = lastOf(truth).index + 1 - (again ? 1 + random.below(3) : 0);
    const ofTerm = Math.max(1, truth.hardState.term) + (again || random.chance(0.03) ? 1 : 0);
    const entries = Array.from({ length: 1 + random.below(3) }, (_, at) =>
      entry(first + at, ofTerm, Buffer.from(randomBytes(random, random.below(300)))),
    );
    const operation = append({ hardState: hardState(ofTerm), entries });
    await operation.run(logStore);
    truth = operation.outcomes(truth).at(-1) ?? truth;
  }
  await close();
  return { fileSystem, truth };
}
