import { configuration } from '@seaworthy/core';
import { VirtualClock } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { StorageError } from './errors.ts';
import { entry, hardState, lastOf, position, write } from './testing/log-model.test.support.ts';
import { chunksOf, DIRECTORY, failureOf, joined, load, openOn } from './testing/opened.test.support.ts';
import { SimulatedFileSystem } from './testing/simulated-file-system.ts';

const META = { ...position(9, 2), id: 's', configuration: configuration([]) };

/** Lets everything happen that waits for nothing but its turn. */
async function atRest(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a disk that fails', () => {
  it.each([
    ['datasync', 'EIO', 'sync_failed'],
    ['datasync', 'ENOSPC', 'sync_failed'],
    ['write', 'EIO', 'io_failed'],
    ['write', 'ENOSPC', 'disk_full'],
    ['write', 'EDQUOT', 'disk_full'],
    ['write', 'EROFS', 'not_writable'],
  ] as const)(
    'ends the log: %s with %s is %s, and is never tried again',
    async (operation, code, expected) => {
      const fileSystem = new SimulatedFileSystem();
      const { logStore, close } = await load(fileSystem);
      await logStore.append(write(entry(1, 1)));
      fileSystem.fail({ operation, code, path: '.wal' });
      const order: number[] = [];
      const failures = [2, 3].map(async (index) => {
        const failure = await failureOf(logStore.append(write(entry(index, 1))));
        order.push(index);
        return failure;
      });
      const [first, second] = await Promise.all(failures);
      expect(first).toMatchObject({ code: expected, retryable: false, cause: { code } });
      expect(first?.path).toMatch(/\.wal$/);
      expect(second).toBe(first);
      expect(order).toEqual([2, 3]);
      const calls = fileSystem.calls;
      for (const call of [
        logStore.append(write(entry(2, 1))),
        logStore.compact(position(1, 1)),
        logStore.reset(position(1, 1)),
      ])
        expect(await failureOf(call)).toBe(first);
      expect(fileSystem.calls).toBe(calls);
      await close();
      expect(lastOf((await load(fileSystem)).log).index).toBeGreaterThanOrEqual(1);
    },
  );

  it('does not build upon a mark whose own sync failed in an earlier process', async () => {
    // A start makes sure of what it read, then marks that: each of its syncs fails in turn.
    for (let failing = 0; failing < 8; failing++) {
      const fileSystem = new SimulatedFileSystem();
      const first = await load(fileSystem);
      await first.logStore.append(write(entry(1, 1)));
      fileSystem.restart();
      fileSystem.fail({ operation: 'datasync', code: 'EIO', skip: failing });
      const second = await openOn(fileSystem)
        .then(({ logStore }) => logStore.load())
        .catch((error: unknown) => error);
      if (second instanceof Error) expect(second).toMatchObject({ code: 'sync_failed' });
      fileSystem.restart();
      const third = await load(fileSystem);
      await third.logStore.append(write(entry(2, 1)));
      fileSystem.crash();
      expect(lastOf((await load(fileSystem)).log).index, `sync ${failing}`).toBe(2);
    }
  });

  it('fails calls that were waiting behind the one that failed', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore } = await load(fileSystem);
    fileSystem.fail({ operation: 'datasync', code: 'EIO' });
    const first = failureOf(logStore.append(write(entry(1, 1))));
    // The first batch has been taken by now.
    await Promise.resolve();
    await Promise.resolve();
    const second = failureOf(logStore.append(write(entry(2, 1))));
    expect(await second).toBe(await first);
  });

  it('does not believe in a sync after one that failed', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore } = await load(fileSystem);
    fileSystem.fail({ operation: 'datasync', code: 'EIO' });
    expect((await failureOf(logStore.append(write(entry(1, 1))))).code).toBe('sync_failed');
    // The process starts again; the kernel still shows the bytes that never reached the disk, and calls them clean.
    fileSystem.restart();
    const again = await load(fileSystem);
    const seen = lastOf(again.log).index;
    expect(seen).toBe(1);
    fileSystem.crash();
    expect(lastOf((await load(fileSystem)).log).index).toBe(seen);
  });

  it('fails the log when the segments that a compaction freed cannot be removed', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore, close } = await load(fileSystem);
    for (let index = 1; index <= 100; index++)
      await logStore.append(write(entry(index, 1, new Uint8Array(300))));
    fileSystem.fail({ operation: 'remove', code: 'EIO' });
    await logStore.compact(position(100, 1));
    const failures: unknown[] = [];
    for (let index = 101; failures.length === 0; index++)
      await logStore.append(write(entry(index, 1))).catch((error: unknown) => failures.push(error));
    expect(failures[0]).toMatchObject({ code: 'io_failed' });
    await close();
    expect((await load(fileSystem)).log.base.index).toBe(100);
  });

  it('tells early that space runs out, waits when there is none, and goes on by itself when there is', async () => {
    const fileSystem = new SimulatedFileSystem({ capacityBytes: 20_000 });
    const clock = new VirtualClock();
    const { logStore, close, warnings, isSpaceLow } = await load(fileSystem, { clock });
    let acknowledged = 0;
    const appendOne = async (): Promise<void> => {
      await logStore.append(write(entry(acknowledged + 1, 1, new Uint8Array(300))));
      acknowledged += 1;
      await atRest();
    };
    while (!isSpaceLow()) await appendOne();
    expect(acknowledged).toBeGreaterThan(10);
    expect(warnings.map(({ code }) => code)).toEqual(['space_low']);
    // There is room for votes, and for what is on its way.
    await logStore.append({ hardState: hardState(2, 'n2'), entries: [] });
    await appendOne();
    const before = acknowledged;
    const waiting = Promise.all(Array.from({ length: 12 }, appendAt(before)));
    for (let second = 0; second < 3; second++) {
      clock.advance(1000);
      await atRest();
    }
    expect(isSpaceLow()).toBe(true);
    fileSystem.capacityBytes = Infinity;
    clock.advance(1000);
    await waiting;
    expect(isSpaceLow()).toBe(false);
    await close();
    const again = await load(fileSystem);
    expect(lastOf(again.log).index).toBe(before + 12);
    expect(again.log.hardState).toEqual(hardState(2, 'n2'));
    expect(warnings.length).toBe(1);

    function appendAt(from: number): (_: unknown, at: number) => Promise<void> {
      return (_, at) => logStore.append(write(entry(from + at + 1, 1, new Uint8Array(300))));
    }
  });

  it('asks for space as soon as segments were removed', async () => {
    const fileSystem = new SimulatedFileSystem({ capacityBytes: 20_000 });
    const { logStore, isSpaceLow } = await load(fileSystem, { clock: new VirtualClock() });
    let last = 0;
    while (!isSpaceLow()) {
      await logStore.append(write(entry(++last, 1, new Uint8Array(300))));
      await atRest();
    }
    await logStore.compact(position(last, 1));
    while (isSpaceLow()) await atRest();
    for (let more = 0; more < 8; more++) await logStore.append(write(entry(++last, 1, new Uint8Array(300))));
  });

  it('can be closed while it waits for space, and refuses what waited', async () => {
    const fileSystem = new SimulatedFileSystem({ capacityBytes: 14_000 });
    const { logStore, close, isSpaceLow } = await load(fileSystem, { clock: new VirtualClock() });
    const calls = Array.from({ length: 60 }, (_, at) =>
      logStore.append(write(entry(at + 1, 1, new Uint8Array(300)))).then(
        () => 'acknowledged',
        (error: unknown) => (error as StorageError).code,
      ),
    );
    while (!isSpaceLow()) await atRest();
    await atRest();
    await close();
    const outcomes = new Set(await Promise.all(calls));
    expect(outcomes).toContain('io_failed');
    fileSystem.capacityBytes = Infinity;
    await load(fileSystem);
  });

  it('has no space for a new directory, and leaves one that can be opened later, however much there was', async () => {
    let refused = 0;
    for (let capacityBytes = 0; ; capacityBytes += 64, refused++) {
      const fileSystem = new SimulatedFileSystem({ capacityBytes });
      const outcome = await openOn(fileSystem).then(
        ({ close }) => close(),
        (error: unknown) => (error as StorageError).code,
      );
      if (outcome === undefined) break;
      expect(outcome).toBe('disk_full');
      // What is left behind is empty, or a log that no identity names yet.
      expect(fileSystem.files()).not.toContain(`${DIRECTORY}/identity`);
      if (capacityBytes < 4096) expect(fileSystem.files()).toEqual([`${DIRECTORY}/lock`]);
      fileSystem.capacityBytes = Infinity;
      const { log, warnings, close } = await load(fileSystem);
      expect(log).toEqual({ hardState: hardState(0), base: position(0, 0), entries: [] });
      expect(warnings).toEqual([]);
      await close();
    }
    expect(refused).toBeGreaterThan(100);
  });

  it.each([
    ['write', 'ENOSPC', 'disk_full', true],
    ['write', 'EIO', 'io_failed', false],
    ['datasync', 'EIO', 'sync_failed', false],
    ['rename', 'EIO', 'io_failed', false],
    ['open', 'ENOSPC', 'disk_full', true],
  ] as const)(
    'stores no part of a snapshot when %s fails with %s',
    async (operation, code, expected, retryable) => {
      const fileSystem = new SimulatedFileSystem();
      const { snapshotStore, logStore } = await load(fileSystem);
      fileSystem.fail({ operation, code, path: 'snapshots' });
      const failure = await failureOf(snapshotStore.write(META, chunksOf(Buffer.from('state'))));
      expect(failure).toMatchObject({ code: expected, retryable });
      expect(await snapshotStore.latest()).toBe(null);
      expect(fileSystem.files().filter((path) => path.includes('/snapshots/'))).toEqual([]);
      // Neither the log nor a later snapshot suffers.
      await logStore.append(write(entry(1, 1)));
      await snapshotStore.write(META, chunksOf(Buffer.from('state')));
      expect((await joined(snapshotStore.read(META))).toString()).toBe('state');
    },
  );

  it('says which file could not be read', async () => {
    const fileSystem = new SimulatedFileSystem();
    await (await load(fileSystem)).close();
    fileSystem.fail({ operation: 'read', code: 'EIO', path: '.wal' });
    const failure = await failureOf(load(fileSystem));
    expect(failure).toMatchObject({ code: 'io_failed', path: `${DIRECTORY}/wal/0000000000000001.wal` });
    expect(failure.message).toContain('cannot read');
    expect(failure).toBeInstanceOf(StorageError);
  });
});
