import { SeededRandom } from '@seaworthy/core/testing';
import { expect } from 'vitest';

import { expectLog, expectReads, expectSnapshots, Life, type Expectations } from './life.test.support.ts';
import { describeLog, entry, hardState, lastOf } from './log-model.test.support.ts';
import { load, openOn } from './opened.test.support.ts';
import type { SimulatedFileSystem } from './simulated-file-system.ts';

/** A disk between two calls of a node at work, and what must be found there after a crash. */
export interface CrashPoint extends Expectations {
  readonly seed: number;
  /** So many calls were made before. */
  readonly call: number;
  readonly disk: SimulatedFileSystem;
}

/** Lets a node be born and work, with every kind of call, and keeps the disk as it is after each call to it. */
export async function crashPointsOf(seed: number): Promise<readonly CrashPoint[]> {
  const points: CrashPoint[] = [];
  const keep = (): Promise<void> => {
    const { fileSystem, possible, snapshot } = life;
    points.push({ seed, call: fileSystem.calls, disk: fileSystem.copy(), possible, snapshot });
    return Promise.resolve();
  };
  const life = new Life(seed, { before: keep });
  const storage = await openOn(life.fileSystem, { random: life.random });
  life.found(await storage.logStore.load());
  await life.work(storage);
  await storage.close();
  await keep();
  return points;
}

/** Which un-synced effects survive, in the order in which the disk asks; those not named do as `rest` says. */
interface Choice {
  readonly answers: readonly boolean[];
  readonly rest: boolean;
}

/** A crash that was made, with what the disk was answered. */
interface Crashed {
  readonly disk: SimulatedFileSystem;
  readonly answers: readonly boolean[];
}

function crash({ disk }: CrashPoint, { answers, rest }: Choice): Crashed {
  const crashed = disk.copy();
  const given: boolean[] = [];
  const survives = (): boolean => {
    const answer = answers[given.length] ?? rest;
    given.push(answer);
    return answer;
  };
  crashed.crash({ survives });
  return { disk: crashed, answers: given };
}

/** Nothing survives, all does, one effect alone, all but one, and those up to each sector: a write torn there. */
function* usualChoices(effects: number): Generator<Choice> {
  yield { answers: [], rest: false };
  yield { answers: [], rest: true };
  for (let at = 0; at < effects; at++) {
    yield { answers: [...Array<boolean>(at).fill(false), true], rest: false };
    yield { answers: [...Array<boolean>(at).fill(true), false], rest: true };
    yield { answers: Array<boolean>(at).fill(true), rest: false };
  }
}

/**
 * The states that a crash at this point may leave: with the process alone gone, all that was written; with the power gone,
 * every subset of what was not synced where there are at most `limit` of them, otherwise the usual ones and some by chance.
 */
export function* crashesAt(point: CrashPoint, limit: number): Generator<SimulatedFileSystem> {
  yield point.disk.copy();
  const seen = new Set<string>();
  const isNew = ({ answers }: Crashed): boolean => {
    const name = answers.map(Number).join('');
    return !seen.has(name) && seen.add(name) !== undefined;
  };
  const effects = crash(point, { answers: [], rest: true }).answers.length;
  const random = new SeededRandom(point.seed * 100_003 + point.call);
  const choices = 2 ** effects <= limit ? everyChoice(effects) : usualAndChance(effects, limit, random);
  for (const choice of choices) {
    const crashed = crash(point, choice);
    if (isNew(crashed)) yield crashed.disk;
  }
}

function* everyChoice(effects: number): Generator<Choice> {
  for (let bits = 0; bits < 2 ** effects; bits++)
    yield { answers: Array.from({ length: effects }, (_, at) => (bits >> at) % 2 === 1), rest: false };
}

function* usualAndChance(effects: number, limit: number, random: SeededRandom): Generator<Choice> {
  yield* usualChoices(effects);
  for (let extra = 0; extra < limit / 4; extra++)
    yield { answers: Array.from({ length: effects }, () => random.chance(0.5)), rest: false };
}

/**
 * Opens what a crash left: everything acknowledged is there, nothing was invented, and what is stored then outlives the
 * next crash. Where `again` is given, the power goes once more while the store recovers.
 */
export async function expectSound(
  disk: SimulatedFileSystem,
  expected: Expectations,
  again: SeededRandom | null,
): Promise<void> {
  if (again !== null) await cutShort(disk, again);
  const opened = await load(disk);
  expectLog(expected, opened.log);
  await expectReads(opened);
  await expectSnapshots(expected, opened);
  const last = lastOf(opened.log);
  const next = hardState(opened.log.hardState.term + 1, 'n3');
  const added = entry(last.index + 1, Math.max(last.term, next.term), 'after the crash');
  await opened.logStore.append({ hardState: next, entries: [added] });
  disk.cutPowerAfter(1);
  await opened.close().catch(() => undefined);
  disk.crash();
  const reopened = await load(disk);
  const grown = { ...opened.log, hardState: next, entries: [...opened.log.entries, added] };
  expect(describeLog(reopened.log)).toBe(describeLog(grown));
}

async function cutShort(disk: SimulatedFileSystem, random: SeededRandom): Promise<void> {
  disk.cutPowerAfter(1 + random.below(40));
  try {
    // A process that lived on would reach over into the next life of its disk.
    await (await load(disk)).close();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
  }
  disk.crash({ random, chance: random.pick([0, 0.5, 1]) });
}

/** Tries every crash of one node's work; returns how many states those were, and at how many points. */
export async function exploreCrashes(
  seed: number,
  limit: number,
): Promise<{ readonly states: number; readonly points: number }> {
  const points = await crashPointsOf(seed);
  const random = new SeededRandom(seed);
  let states = 0;
  for (const point of points) {
    for (const disk of crashesAt(point, limit)) {
      const again = states % 4 === 3 ? random : null;
      await expectSound(disk, point, again).catch((cause: unknown) => {
        throw new Error(`seed ${seed}, after call ${point.call}, state ${states}`, { cause });
      });
      states += 1;
    }
  }
  return { states, points: points.length };
}
