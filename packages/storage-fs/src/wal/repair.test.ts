import { configuration, type Entry, type StoredLog } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { describeLog, entry, hardState, lastOf, position, write } from '../testing/log-model.test.support.ts';
import { chunksOf, DIRECTORY, failureOf, joined, load, type Opened } from '../testing/opened.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';

const WAL = `${DIRECTORY}/wal`;

function metaAt(index: number) {
  return { ...position(index, 1), id: `s${index}`, configuration: configuration([]) };
}

/** Forty entries in several segments, of term 1, by a node that voted in term 5 at last. */
async function worked(): Promise<SimulatedFileSystem> {
  const fileSystem = new SimulatedFileSystem();
  const { logStore, close } = await load(fileSystem);
  await logStore.append({ hardState: hardState(1, 'n1'), entries: [] });
  for (let index = 1; index <= 40; index++)
    await logStore.append(write(entry(index, 1, new Uint8Array(300).fill(index))));
  await logStore.append({ hardState: hardState(5, 'n2'), entries: [] });
  await close();
  return fileSystem;
}

function repaired(fileSystem: SimulatedFileSystem): Promise<Opened> {
  return load(fileSystem, { repair: true });
}

/** Inverts a bit of the data of an entry. */
function damage(fileSystem: SimulatedFileSystem, index: number): void {
  for (const path of fileSystem.files().filter((name) => name.endsWith('.wal'))) {
    const at = Buffer.from(fileSystem.contents(path)).indexOf(Buffer.alloc(300, index));
    if (at >= 0) fileSystem.flipBit(path, at + 5, 3);
  }
}

function entriesOf(from: number, to: number): Entry[] {
  return Array.from({ length: to - from + 1 }, (_, at) => entry(from + at, 1, Buffer.alloc(300, from + at)));
}

function indices(log: StoredLog): string {
  return `${log.base.index}..${lastOf(log).index}`;
}

describe('a damaged log that peers can repair', () => {
  it('is refused, unless that is allowed', async () => {
    const fileSystem = await worked();
    damage(fileSystem, 20);
    expect((await failureOf(load(fileSystem))).code).toBe('corrupt_log');
  });

  it('goes on behind what is good of it, in a later term, and says what it lost', async () => {
    const fileSystem = await worked();
    damage(fileSystem, 20);
    const { log, warnings } = await repaired(fileSystem);
    expect(indices(log)).toBe('0..19');
    expect(log.hardState).toEqual(hardState(6));
    expect(log.lost).toEqual({ term: 5, last: position(40, 1) });
    expect(warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['log_damaged', 'set_aside']));
    expect(fileSystem.files().some((path) => path.endsWith('.wal.damaged'))).toBe(true);
  });

  it('remembers what it lost across restarts, new segments and compactions, until it holds an entry of a later term', async () => {
    const fileSystem = await worked();
    damage(fileSystem, 20);
    const first = await repaired(fileSystem);
    for (let index = 20; index <= 60; index++)
      await first.logStore.append(write(entry(index, 2, new Uint8Array(300).fill(index))));
    await first.logStore.compact(position(55, 2));
    await first.close();
    const second = await load(fileSystem);
    expect(indices(second.log)).toBe('55..60');
    expect(second.log.lost).toEqual({ term: 5, last: position(40, 1) });
    await second.logStore.append({ hardState: hardState(7), entries: [entry(61, 7)] });
    await second.close();
    const third = await load(fileSystem);
    expect(third.log.lost).toBe(undefined);
    expect(third.log.hardState).toEqual(hardState(7));
  });

  it('has lost nothing any more once it holds the entry again that was its last', async () => {
    const fileSystem = await worked();
    damage(fileSystem, 20);
    const first = await repaired(fileSystem);
    await first.logStore.append(write(...entriesOf(20, 39)));
    await first.close();
    const second = await repaired(fileSystem);
    expect(second.log.lost).toEqual({ term: 5, last: position(40, 1) });
    await second.logStore.append(write(...entriesOf(40, 40)));
    await second.close();
    const third = await load(fileSystem);
    expect(third.log.lost).toBe(undefined);
    expect(third.log.salvaged).toBe(undefined);
    expect(third.log.entries).toEqual(entriesOf(1, 40));
  });

  it('has lost nothing any more behind a snapshot of a later term, but has behind one of the same', async () => {
    const fileSystem = await worked();
    damage(fileSystem, 3);
    const first = await repaired(fileSystem);
    await first.logStore.reset(position(100, 5));
    await first.close();
    const second = await load(fileSystem);
    expect(second.log.lost?.term).toBe(5);
    await second.logStore.reset(position(101, 6));
    await second.close();
    expect((await load(fileSystem)).log.lost).toBe(undefined);
  });

  it('can be damaged and repaired again', async () => {
    const fileSystem = await worked();
    damage(fileSystem, 30);
    const first = await repaired(fileSystem);
    await first.logStore.append({ hardState: hardState(9), entries: [entry(30, 9, 'new')] });
    await first.close();
    damage(fileSystem, 10);
    const second = await repaired(fileSystem);
    expect(indices(second.log)).toBe('0..9');
    expect(second.log).toMatchObject({ hardState: hardState(10), lost: { term: 9, last: position(30, 9) } });
  });

  it('does not know where it ended where the damage may have hit its last entry', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore, close } = await load(fileSystem);
    for (let index = 1; index <= 5; index++)
      await logStore.append(write(entry(index, 1, new Uint8Array(300).fill(index))));
    await logStore.append({ hardState: hardState(3), entries: [] });
    await close();
    const middle = fileSystem.copy();
    damage(middle, 2);
    expect((await repaired(middle)).log).toMatchObject({ lost: { term: 3, last: position(5, 1) } });
    damage(fileSystem, 5);
    expect((await repaired(fileSystem)).log).toMatchObject({ lost: { term: 3, last: null } });
  });

  it('begins anew where nothing of it is good, and where its newest segment is gone', async () => {
    const nothing = await worked();
    nothing.flipBit(`${WAL}/0000000000000001.wal`, 100, 0);
    expect(describeLog((await repaired(nothing)).log)).toBe('term 6 vote - base 0:0 entries ');
    const shortened = await worked();
    const newest = shortened.files().findLast((path) => path.endsWith('.wal')) ?? '';
    await shortened.remove(newest);
    const { log } = await repaired(shortened);
    expect(lastOf(log).index).toBeGreaterThan(10);
    expect(log.hardState).toEqual(hardState(6));
    expect(log.lost).toEqual({ term: 5, last: null });
  });

  it('takes a sector that cannot be read for damage', async () => {
    const fileSystem = await worked();
    const path = `${WAL}/0000000000000003.wal`;
    fileSystem.fail({ operation: 'read', code: 'EIO', path, times: 3 });
    const { log } = await repaired(fileSystem);
    expect(lastOf(log).index).toBeGreaterThan(5);
    expect(log.lost?.term).toBe(5);
  });

  it('is not repaired where the vote is lost with it', async () => {
    const fileSystem = await worked();
    damage(fileSystem, 20);
    for (const at of [0, 4096]) fileSystem.flipBit(`${WAL}/watermark`, at + 40, 0);
    expect((await failureOf(repaired(fileSystem))).code).toBe('corrupt_log');
  });

  it('sets a damaged snapshot aside, and gives up what stood upon it', async () => {
    const fileSystem = await worked();
    const first = await load(fileSystem);
    await first.snapshotStore.write(metaAt(10), chunksOf(Buffer.from('ten')));
    await first.snapshotStore.write(metaAt(30), chunksOf(Buffer.from('thirty')));
    await first.logStore.compact(position(25, 1));
    await first.close();
    const newest = fileSystem.files().findLast((path) => path.endsWith('.snap')) ?? '';
    fileSystem.flipBit(newest, 60, 0);
    const { log, snapshotStore, warnings } = await repaired(fileSystem);
    expect(describeLog(log)).toBe('term 6 vote - base 0:0 entries ');
    expect(log.lost?.term).toBe(5);
    const older = await snapshotStore.latest();
    expect(older?.index).toBe(10);
    expect((await joined(snapshotStore.read(metaAt(10)))).toString()).toBe('ten');
    expect(warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['snapshot_damaged', 'set_aside', 'log_damaged']),
    );
  });

  it('loses nothing where a damaged snapshot was not needed', async () => {
    const fileSystem = await worked();
    const first = await load(fileSystem);
    await first.snapshotStore.write(metaAt(30), chunksOf(Buffer.from('thirty')));
    await first.close();
    fileSystem.flipBit(fileSystem.files().findLast((path) => path.endsWith('.snap')) ?? '', 60, 0);
    const { log, snapshotStore } = await repaired(fileSystem);
    expect(indices(log)).toBe('0..40');
    expect(log.lost).toBe(undefined);
    expect(await snapshotStore.latest()).toBe(null);
  });

  it('is repaired all the same when the power goes in any call of the repair', async () => {
    const random = new SeededRandom(5);
    const sound = await worked();
    damage(sound, 20);
    let cuts = 0;
    for (let call = 1; ; call++, cuts++) {
      const fileSystem = sound.copy();
      fileSystem.cutPowerAfter(call);
      const whole = await repaired(fileSystem)
        .then(({ close }) => close())
        .then(
          () => true,
          () => false,
        );
      fileSystem.crash({ random, chance: random.pick([0, 0.5, 1]) });
      const { log } = await repaired(fileSystem);
      expect(indices(log), `call ${call}`).toBe('0..19');
      expect(log, `call ${call}`).toMatchObject({
        hardState: hardState(6),
        lost: { term: 5, last: position(40, 1) },
      });
      if (whole) break;
    }
    expect(cuts).toBeGreaterThan(30);
  });
});
