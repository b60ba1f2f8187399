import { crc32 } from 'node:zlib';

import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { describeLog, entry, hardState, lastOf, position, write } from '../testing/log-model.test.support.ts';
import { DIRECTORY, failureOf, load, openOn } from '../testing/opened.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';

const WAL = `${DIRECTORY}/wal`;
const FIRST = `${WAL}/0000000000000001.wal`;

/** A log of `count` entries of 100 bytes, each synced by itself; the process was killed and marked nothing. */
async function killedAfter(count: number): Promise<SimulatedFileSystem> {
  const fileSystem = new SimulatedFileSystem();
  const { logStore } = await load(fileSystem);
  for (let index = 1; index <= count; index++)
    await logStore.append(write(entry(index, 1, new Uint8Array(100).fill(index))));
  fileSystem.crash();
  return fileSystem;
}

/** The entry records of a segment: where the data of entry `index` begins. */
function dataOf(fileSystem: SimulatedFileSystem, index: number, path = FIRST): number {
  const at = Buffer.from(fileSystem.contents(path)).indexOf(Buffer.alloc(100, index));
  if (at < 0) throw new Error(`no entry ${index} in ${path}`);
  return at;
}

function everything(fileSystem: SimulatedFileSystem): string {
  return fileSystem
    .files()
    .map((path) => `${path} ${Buffer.from(fileSystem.contents(path)).toString('base64')}`)
    .join('\n');
}

async function expectCorrupt(fileSystem: SimulatedFileSystem, message: RegExp): Promise<void> {
  // The lock file is not part of what must stay as it is.
  const before = everything(fileSystem);
  const error = await failureOf(load(fileSystem));
  expect(error.code).toBe('corrupt_log');
  expect(error.message).toMatch(message);
  expect(error.path).toContain(DIRECTORY);
  expect(error.retryable).toBe(false);
  expect(everything(fileSystem)).toBe(before);
}

describe('recovery of a log', () => {
  it('erases a torn tail, says so, and goes on', async () => {
    const fileSystem = await killedAfter(5);
    // The last entry was not completed: its data lack a bit.
    fileSystem.flipBit(FIRST, dataOf(fileSystem, 5) + 3, 1);
    const opened = await load(fileSystem);
    expect(lastOf(opened.log).index).toBe(4);
    expect(opened.warnings).toMatchObject([{ code: 'torn_tail', path: FIRST }]);
    await opened.logStore.append(write(entry(5, 2, 'new')));
    await opened.close();
    const reopened = await load(fileSystem);
    expect(reopened.warnings).toEqual([]);
    expect(Buffer.from(reopened.log.entries[4]?.data ?? []).toString()).toBe('new');
  });

  it('lets no stale record of a torn write come back', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore } = await load(fileSystem);
    await logStore.append(write(entry(1, 1, new Uint8Array(100).fill(1))));
    // One write of three entries, of which the disk kept all but the first.
    await logStore.append(
      write(...[2, 3, 4].map((index) => entry(index, 1, new Uint8Array(100).fill(index)))),
    );
    fileSystem.flipBit(FIRST, dataOf(fileSystem, 2), 0);
    fileSystem.crash();
    const opened = await load(fileSystem);
    expect(lastOf(opened.log).index).toBe(1);
    const erased = Buffer.from(fileSystem.contents(FIRST));
    expect(erased.includes(Buffer.alloc(100, 3))).toBe(false);
    expect(erased.includes(Buffer.alloc(100, 4))).toBe(false);
    await opened.logStore.append(write(entry(2, 2, new Uint8Array(100).fill(9))));
    fileSystem.crash();
    expect(lastOf((await load(fileSystem)).log)).toMatchObject({ index: 2, term: 2 });
  });

  it.each([1, 2, 3])('refuses a log whose entry %i of 4 rotted, and changes nothing', async (index) => {
    const fileSystem = await killedAfter(4);
    fileSystem.flipBit(FIRST, dataOf(fileSystem, index) + 50, 6);
    await expectCorrupt(fileSystem, /is not what was written, while the record at byte \d+ proves/);
  });

  it('refuses a log whose last entry rotted after a clean stop', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore, close } = await load(fileSystem);
    await logStore.append(write(entry(1, 1, new Uint8Array(100).fill(1))));
    await close();
    fileSystem.flipBit(FIRST, dataOf(fileSystem, 1), 6);
    await expectCorrupt(fileSystem, /is not what was written/);
  });

  it('refuses a log whose last entry rotted after it was read once', async () => {
    const fileSystem = await killedAfter(3);
    await load(fileSystem);
    fileSystem.crash();
    fileSystem.flipBit(FIRST, dataOf(fileSystem, 3), 6);
    await expectCorrupt(fileSystem, /is not what was written/);
  });

  it('refuses a block of zeros where records were', async () => {
    const fileSystem = await killedAfter(20);
    const bytes = fileSystem.contents(FIRST);
    fileSystem.put(FIRST, bytes.fill(0, 1024, 1536));
    await expectCorrupt(fileSystem, /is not what was written/);
  });

  it('takes no client data for a record', async () => {
    const fileSystem = await killedAfter(6);
    const image = fileSystem.contents(FIRST);
    const other = new SimulatedFileSystem();
    const { logStore } = await load(other, { random: new SeededRandom(99), segmentBytes: 65_536 });
    // A value that is itself a segment, records and all, in a write that was torn.
    await logStore.append(write(entry(1, 1, Buffer.concat([image, image]))));
    other.flipBit(FIRST, 700, 0);
    other.crash();
    const { log, warnings } = await load(other);
    expect(log.entries).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['torn_tail']);
  });

  it('refuses a log with a missing segment', async () => {
    const fileSystem = await killedAfter(80);
    await fileSystem.remove(`${WAL}/0000000000000002.wal`);
    await expectCorrupt(fileSystem, /segments between are missing/);
  });

  it('refuses a log whose first segment is missing', async () => {
    const fileSystem = await killedAfter(80);
    await fileSystem.remove(FIRST);
    await expectCorrupt(fileSystem, /holds no entries from 1 to \d+/);
  });

  it('refuses a log whose newest segment is missing', async () => {
    const fileSystem = await killedAfter(80);
    const newest = fileSystem.files().findLast((path) => path.endsWith('.wal')) ?? '';
    await fileSystem.remove(newest);
    await expectCorrupt(fileSystem, /the watermark vouches for segment \d+/);
  });

  it('refuses a log that lost its last records, after the process was killed', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore } = await load(fileSystem);
    for (let index = 1; index <= 3; index++)
      await logStore.append(write(entry(index, 1, new Uint8Array(100).fill(index))));
    await new Promise((resolve) => setImmediate(resolve));
    fileSystem.restart();
    const bytes = fileSystem.contents(FIRST);
    fileSystem.put(FIRST, bytes.fill(0, dataOf(fileSystem, 2) - 40));
    await expectCorrupt(fileSystem, /the watermark vouches for \d+ bytes/);
  });

  it('refuses a log that lost its last vote, though the power was cut', async () => {
    const fileSystem = await killedAfter(3);
    const { logStore } = await load(fileSystem);
    await logStore.append({ hardState: hardState(4, 'n2'), entries: [] });
    fileSystem.crash();
    const bytes = fileSystem.contents(FIRST);
    const vote = Buffer.from(bytes).lastIndexOf('n2');
    fileSystem.put(FIRST, bytes.fill(0, vote - 40));
    await expectCorrupt(fileSystem, /the watermark vouches/);
  });

  it('gets by with half of a watermark, not without one, and with none of a newer format', async () => {
    const path = `${WAL}/watermark`;
    const half = await killedAfter(3);
    half.flipBit(path, 20, 0);
    expect((await load(half)).log.entries.length).toBe(3);
    const none = await killedAfter(3);
    await none.remove(path);
    await expectCorrupt(none, /the watermark is missing/);
    const both = await killedAfter(3);
    for (const at of [0, 4096]) both.flipBit(path, at + 20, 0);
    await expectCorrupt(both, /neither half/);
    const newer = await killedAfter(3);
    for (const at of [0, 4096]) newer.flipBit(path, at + 8, 1);
    expect(await failureOf(load(newer))).toMatchObject({ code: 'unknown_format', path });
  });

  it('refuses a segment that lost its end', async () => {
    const fileSystem = await killedAfter(80);
    const bytes = fileSystem.contents(FIRST);
    fileSystem.put(FIRST, bytes.fill(0, dataOf(fileSystem, 20)));
    await expectCorrupt(fileSystem, /records are missing at the end of the segment before/);
  });

  it('refuses a segment that was cut short or exchanged', async () => {
    const cut = await killedAfter(3);
    cut.put(FIRST, cut.contents(FIRST).slice(0, 3000));
    await expectCorrupt(cut, /has 3000 bytes, expected 4096/);
    const exchanged = await killedAfter(80);
    exchanged.put(`${WAL}/0000000000000002.wal`, exchanged.contents(FIRST));
    await expectCorrupt(exchanged, /was written as segment 1, expected segment 2/);
  });

  it('refuses a log with a damaged header, an empty file and no file', async () => {
    const damaged = await killedAfter(3);
    damaged.flipBit(FIRST, 100, 0);
    await expectCorrupt(damaged, /header .* does not match its checksum/);
    const empty = await killedAfter(3);
    empty.put(FIRST, new Uint8Array());
    await expectCorrupt(empty, /does not begin as a segment/);
    const none = await killedAfter(3);
    await none.remove(FIRST);
    expect((await failureOf(openOn(none))).code).toBe('corrupt_log');
  });

  it('refuses a segment of a newer format, of another cluster and of another node', async () => {
    const newer = await killedAfter(3);
    const bytes = Buffer.from(newer.contents(FIRST));
    bytes.writeUInt32LE(3, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 508)), 508);
    newer.put(FIRST, bytes);
    expect(await failureOf(load(newer))).toMatchObject({ code: 'unknown_format', path: FIRST });

    const others = new SimulatedFileSystem();
    await (await load(others, { directory: '/data/n2', nodeId: 'n2' })).close();
    await (await load(others, { directory: '/data/n3', clusterId: 'lagoon' })).close();
    for (const [from, code] of [
      ['n2', 'wrong_node'],
      ['n3', 'wrong_cluster'],
    ]) {
      const mixed = await killedAfter(3);
      mixed.put(FIRST, others.contents(`/data/${from}/wal/0000000000000001.wal`));
      expect(await failureOf(load(mixed))).toMatchObject({ code, path: FIRST });
    }
  });

  it('removes temporary files and leaves unknown ones alone, and says so', async () => {
    const fileSystem = await killedAfter(3);
    fileSystem.put(`${WAL}/next-0.tmp`, new Uint8Array(4096));
    fileSystem.put(`${WAL}/0000000000000001.wal.bak`, Uint8Array.of(1));
    const { warnings } = await load(fileSystem);
    expect(warnings).toMatchObject([
      { code: 'unexpected_file', path: `${WAL}/0000000000000001.wal.bak` },
      { code: 'stale_file_removed', path: `${WAL}/next-0.tmp` },
    ]);
    expect(fileSystem.files()).toContain(`${WAL}/0000000000000001.wal.bak`);
    expect(fileSystem.files()).not.toContain(`${WAL}/next-0.tmp`);
  });

  it('finishes the removal of segments that a crash interrupted', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { logStore } = await load(fileSystem);
    for (let index = 1; index <= 80; index++)
      await logStore.append(write(entry(index, 1, new Uint8Array(200))));
    fileSystem.fail({ operation: 'remove', code: 'EIO', times: Infinity });
    await logStore.append({ hardState: hardState(2), entries: [] });
    await logStore.compact(position(79, 1));
    fileSystem.crash();
    const { log, close } = await load(fileSystem);
    expect(describeLog(log)).toMatch(/^term 2 vote - base 79:1 entries 80:1/);
    await close();
    expect(fileSystem.files().filter((path) => path.endsWith('.wal')).length).toBe(1);
  });
});
