import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import {
  append,
  describeLog,
  EMPTY,
  entry,
  hardState,
  lastOf,
  position,
  randomBytes,
  randomOperation,
  write,
} from '../testing/log-model.test.support.ts';
import { DIRECTORY, failureOf, load } from '../testing/opened.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';

function segmentsOf(fileSystem: SimulatedFileSystem): readonly string[] {
  return fileSystem.files().filter((path) => path.endsWith('.wal'));
}

/** A disk that notes its data syncs, and holds them while the gate is closed. */
function gated(): { fileSystem: SimulatedFileSystem; syncs: string[]; shut: () => () => void } {
  const syncs: string[] = [];
  let gate = Promise.resolve();
  const fileSystem = new SimulatedFileSystem({
    before: async (operation, path) => {
      if (operation !== 'datasync') return;
      syncs.push(path);
      await gate;
    },
  });
  const shut = (): (() => void) => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    return open;
  };
  return { fileSystem, syncs, shut };
}

describe('FileLogStore', () => {
  it('begins empty, and finds term, vote and entries again', async () => {
    const fileSystem = new SimulatedFileSystem();
    const first = await load(fileSystem);
    expect(describeLog(first.log)).toBe(describeLog(EMPTY));
    const entries = [
      { ...entry(1, 3), kind: 'noop' as const },
      { ...entry(2, 3, 'a configuration'), kind: 'configuration' as const },
      entry(3, 3, Uint8Array.of(0, 255, 1)),
    ];
    await first.logStore.append({ hardState: hardState(3, 'n2'), entries });
    await first.close();
    const second = await load(fileSystem);
    expect(describeLog(second.log)).toBe(
      describeLog({ hardState: hardState(3, 'n2'), base: position(0, 0), entries }),
    );
    expect(second.warnings).toEqual([]);
  });

  it.each([0, 1, 7, 8, 9, 4095, 4096, 4097, 5000, 300_000])('keeps data of %i bytes', async (length) => {
    const fileSystem = new SimulatedFileSystem();
    const first = await load(fileSystem);
    const data = randomBytes(new SeededRandom(length), length);
    await first.logStore.append(write(entry(1, 1, 'before'), entry(2, 1, data), entry(3, 1, 'after')));
    await first.close();
    const { log } = await load(fileSystem);
    expect(log.entries.map(({ data: found }) => Buffer.from(found).byteLength)).toEqual([6, length, 5]);
    expect(Buffer.from(log.entries[1]?.data ?? []).equals(data)).toBe(true);
  });

  it('agrees with a model after thousands of random calls', async () => {
    const random = new SeededRandom(7);
    const fileSystem = new SimulatedFileSystem();
    let model = EMPTY;
    for (let life = 0; life < 30; life++) {
      const { log, logStore, warnings, close } = await load(fileSystem);
      expect(describeLog(log)).toBe(describeLog(model));
      expect(warnings).toEqual([]);
      const calls: Promise<void>[] = [];
      for (let call = 0; call < 100; call++) {
        const operation = randomOperation(random, model);
        model = operation.outcomes(model).at(-1) ?? model;
        calls.push(operation.run(logStore));
        if (random.chance(0.2)) await Promise.all(calls);
      }
      await Promise.all(calls);
      await close();
    }
    expect(lastOf(model).index).toBeGreaterThan(500);
  });

  it('serves everything that arrives during one sync by the next one, in order', async () => {
    const { fileSystem, syncs, shut } = gated();
    const { logStore } = await load(fileSystem, { segmentBytes: 1 << 20 });
    const before = syncs.length;
    const open = shut();
    const settled: number[] = [];
    const calls: Promise<void>[] = [];
    const call = (index: number): void => {
      calls.push(logStore.append(write(entry(index, 1, 'x'))).then(() => void settled.push(index)));
    };
    call(1);
    while (syncs.length === before) await new Promise((resolve) => setImmediate(resolve));
    for (let index = 2; index <= 500; index++) call(index);
    expect(settled).toEqual([]);
    open();
    await Promise.all(calls);
    expect(syncs.length - before).toBe(2);
    expect(settled).toEqual(Array.from({ length: 500 }, (_, at) => at + 1));
  });

  it('gathers the calls of one turn into one sync', async () => {
    const { fileSystem, syncs } = gated();
    const { logStore } = await load(fileSystem);
    const before = syncs.length;
    await Promise.all([1, 2, 3].map((index) => logStore.append(write(entry(index, 1)))));
    expect(syncs.length - before).toBe(1);
  });

  it('goes on in new segments and repeats term and vote in each', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore, close } = await load(fileSystem);
    await logStore.append({ hardState: hardState(2, 'n3'), entries: [] });
    for (let index = 1; index <= 60; index++)
      await logStore.append(write(entry(index, 2, new Uint8Array(300))));
    expect(segmentsOf(fileSystem).length).toBeGreaterThan(4);
    await logStore.compact(position(59, 2));
    await close();
    expect(segmentsOf(fileSystem).length).toBe(1);
    const { log } = await load(fileSystem);
    expect(log.hardState).toEqual(hardState(2, 'n3'));
    expect(log.base).toEqual(position(59, 2));
    expect(log.entries.map(({ index }) => index)).toEqual([60]);
  });

  it('compacts everything, and nothing twice', async () => {
    const fileSystem = new SimulatedFileSystem();
    const first = await load(fileSystem);
    await first.logStore.append(write(entry(1, 1), entry(2, 1), entry(3, 4)));
    await first.logStore.compact(position(3, 4));
    await first.logStore.compact(position(3, 4));
    await first.logStore.compact(position(1, 1));
    await first.close();
    const second = await load(fileSystem);
    expect(second.log).toMatchObject({ base: position(3, 4), entries: [] });
    await second.logStore.append(write(entry(4, 4)));
    await second.close();
    expect((await load(fileSystem)).log.entries.map(({ index }) => index)).toEqual([4]);
  });

  it('resets to any position and keeps term and vote', async () => {
    const fileSystem = new SimulatedFileSystem();
    const first = await load(fileSystem);
    await first.logStore.append({ hardState: hardState(5, 'n1'), entries: [entry(1, 5), entry(2, 5)] });
    await first.logStore.reset(position(1000, 4));
    await first.logStore.append(write(entry(1001, 5, 'x')));
    await first.close();
    const { log } = await load(fileSystem);
    expect(log).toMatchObject({ base: position(1000, 4), hardState: hardState(5, 'n1') });
    expect(log.entries.map(({ index }) => index)).toEqual([1001]);
  });

  it('leaves no segment behind that a reset emptied', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore, close } = await load(fileSystem);
    for (let index = 1; index <= 40; index++)
      await logStore.append(write(entry(index, 1, new Uint8Array(300))));
    await logStore.reset(position(10, 1));
    await close();
    expect(segmentsOf(fileSystem).length).toBe(1);
    expect((await load(fileSystem)).log).toMatchObject({ base: position(10, 1), entries: [] });
  });

  it('takes smaller or larger segments from one start to the next', async () => {
    const fileSystem = new SimulatedFileSystem();
    let index = 0;
    for (const segmentBytes of [4096, 65_536, 5000, 4096]) {
      const { log, logStore, close } = await load(fileSystem, { segmentBytes });
      expect(log.entries.length).toBe(index);
      for (let count = 0; count < 30; count++)
        await logStore.append(write(entry((index += 1), 1, new Uint8Array(400))));
      await close();
    }
    expect((await load(fileSystem)).log.entries.length).toBe(120);
  });

  it('closes twice, serves what was asked before, and nothing afterwards', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore, close } = await load(fileSystem);
    const served = logStore.append(write(entry(1, 1)));
    const closed = logStore.close();
    await Promise.all([served, closed, logStore.close(), close()]);
    expect((await failureOf(logStore.append(write(entry(2, 1))))).code).toBe('closed');
    expect((await load(fileSystem)).log.entries.length).toBe(1);
  });

  it('expects to be loaded first, and once', async () => {
    const { logStore } = await load(new SimulatedFileSystem());
    expect((await failureOf(logStore.load())).code).toBe('invalid_argument');
  });

  it.each([
    ['a gap', append(write(entry(5, 1)))],
    ['an entry at the base', append(write(entry(0, 1)))],
    ['entries out of order', append(write(entry(4, 2), entry(6, 2)))],
    ['a term that falls along the log', append(write(entry(4, 1)))],
    ['a term that falls', append({ hardState: hardState(1), entries: [] })],
    ['a vote for no node', append({ hardState: { ...hardState(9), votedFor: '?' as never }, entries: [] })],
  ])('refuses %s and everything after it, but serves what came before', async (_, operation) => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore, close } = await load(fileSystem);
    const served = logStore.append({
      hardState: hardState(2),
      entries: [entry(1, 1), entry(2, 2), entry(3, 2)],
    });
    const error = await failureOf(operation.run(logStore));
    expect(error.code).toBe('invalid_argument');
    expect(error.message).toMatch(/^expected /);
    await served;
    expect(await failureOf(logStore.append(write(entry(4, 2))))).toBe(error);
    await close();
    expect((await load(fileSystem)).log.entries.length).toBe(3);
  });

  it('puts every file into the directories it was given', async () => {
    const fileSystem = new SimulatedFileSystem();
    await load(fileSystem);
    expect(fileSystem.files().every((path) => path.startsWith(DIRECTORY))).toBe(true);
    expect(segmentsOf(fileSystem)).toEqual([`${DIRECTORY}/wal/0000000000000001.wal`]);
  });
});
