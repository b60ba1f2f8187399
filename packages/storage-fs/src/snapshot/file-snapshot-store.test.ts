import type { NodeId, SnapshotMeta } from '@seaworthy/core';
import { configuration, nodeId } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { position, randomBytes } from '../testing/log-model.test.support.ts';
import { chunksOf, DIRECTORY, failureOf, joined, load } from '../testing/opened.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';
import { CHUNK_BYTES } from './snapshot-format.ts';

const SNAPSHOTS = `${DIRECTORY}/snapshots`;

function meta(index: number, term = 2): SnapshotMeta {
  return {
    ...position(index, term),
    id: `s${index}-${term}`,
    configuration: configuration(['n1', 'n2', 'n3'].map(nodeId)),
  };
}

function fileOf(index: number): string {
  return `${SNAPSHOTS}/${index.toString(16).padStart(16, '0')}-0000000000000002.snap`;
}

async function withSnapshot(bytes: Uint8Array = Buffer.from('some state')): Promise<SimulatedFileSystem> {
  const fileSystem = new SimulatedFileSystem();
  const { snapshotStore, close } = await load(fileSystem);
  await snapshotStore.write(meta(7), chunksOf(bytes));
  await close();
  return fileSystem;
}

describe('FileSnapshotStore', () => {
  it('holds nothing at first', async () => {
    const { snapshotStore } = await load(new SimulatedFileSystem());
    expect(await snapshotStore.latest()).toBe(null);
    expect(await failureOf(joined(snapshotStore.read(meta(1))))).toMatchObject({
      code: 'snapshot_not_found',
      path: `${SNAPSHOTS}/0000000000000001-0000000000000002.snap`,
    });
  });

  it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 17])(
    'gives %i bytes back, in whatever pieces they came',
    async (length) => {
      const random = new SeededRandom(length);
      const bytes = randomBytes(random, length);
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < length;) {
        const piece = bytes.subarray(at, at + random.below(2 * CHUNK_BYTES));
        pieces.push(piece);
        at += piece.byteLength;
      }
      const fileSystem = new SimulatedFileSystem();
      const { snapshotStore, close } = await load(fileSystem);
      await snapshotStore.write(meta(5), chunksOf(...pieces));
      await close();
      const again = await load(fileSystem);
      expect(await again.snapshotStore.latest()).toEqual(meta(5));
      expect((await joined(again.snapshotStore.read(meta(5)))).equals(bytes)).toBe(true);
    },
  );

  it('takes pieces whose memory is used again', async () => {
    const { snapshotStore } = await load(new SimulatedFileSystem());
    const memory = new Uint8Array(1000);
    async function* reusing(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < 5; at++) yield await Promise.resolve(memory.fill(at));
    }
    await snapshotStore.write(meta(1), reusing());
    const stored = await joined(snapshotStore.read(meta(1)));
    expect([0, 1000, 2000, 3000, 4000].map((at) => stored[at])).toEqual([0, 1, 2, 3, 4]);
  });

  it('finds the newest, by index and then by term, and keeps as many as it is told', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { snapshotStore } = await load(fileSystem);
    for (const each of [meta(10, 2), meta(300, 3), meta(9, 9), meta(300, 4)])
      await snapshotStore.write(each, chunksOf(Buffer.from(`${each.index}`)));
    expect(await snapshotStore.latest()).toEqual(meta(300, 4));
    await snapshotStore.prune(2);
    expect(await snapshotStore.latest()).toEqual(meta(300, 4));
    expect((await joined(snapshotStore.read(meta(300, 3)))).toString()).toBe('300');
    expect((await failureOf(joined(snapshotStore.read(meta(10, 2))))).code).toBe('snapshot_not_found');
    await snapshotStore.prune(0);
    expect(await snapshotStore.latest()).toBe(null);
    expect((await failureOf(snapshotStore.prune(-1))).code).toBe('invalid_argument');
  });

  it('replaces a snapshot of the same position', async () => {
    const { snapshotStore } = await load(new SimulatedFileSystem());
    await snapshotStore.write(meta(4), chunksOf(Buffer.from('old')));
    await snapshotStore.write(meta(4), chunksOf(Buffer.from('new')));
    expect((await joined(snapshotStore.read(meta(4)))).toString()).toBe('new');
  });

  it('stores nothing when the source fails, and passes its error on', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { snapshotStore } = await load(fileSystem);
    const broken = new Error('the peer went away');
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new Uint8Array(CHUNK_BYTES + 1));
      throw broken;
    }
    await expect(snapshotStore.write(meta(4), failing())).rejects.toBe(broken);
    expect(await snapshotStore.latest()).toBe(null);
    expect(fileSystem.files().filter((path) => path.startsWith(SNAPSHOTS))).toEqual([]);
  });

  it('closes the file when a reader stops early, and reads on when it was pruned meanwhile', async () => {
    const { snapshotStore } = await load(await withSnapshot(new Uint8Array(3 * CHUNK_BYTES)));
    for await (const chunk of snapshotStore.read(meta(7))) {
      expect(chunk.byteLength).toBe(CHUNK_BYTES);
      break;
    }
    let bytes = 0;
    for await (const chunk of snapshotStore.read(meta(7))) {
      if (bytes === 0) await snapshotStore.prune(0);
      bytes += chunk.byteLength;
    }
    expect(bytes).toBe(3 * CHUNK_BYTES);
  });

  it.each([
    ['cut short', (bytes: Uint8Array) => bytes.slice(0, -7)],
    ['cut within its header', (bytes: Uint8Array) => bytes.slice(0, 30)],
    ['cut to nothing', () => new Uint8Array()],
    ['cut between chunks', (bytes: Uint8Array) => bytes.slice(0, bytes.byteLength - 20)],
    ['longer than it was', (bytes: Uint8Array) => Buffer.concat([bytes, Uint8Array.of(0)])],
    [
      'altered in its data',
      (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.byteLength - 25 ? 0 : byte)),
    ],
    ['garbage', (bytes: Uint8Array) => bytes.fill(0xab)],
  ])('refuses a snapshot that is %s, names the file, and does not fall back', async (_, damage) => {
    const fileSystem = await withSnapshot();
    const older = await load(fileSystem);
    await older.snapshotStore.write(meta(3), chunksOf(Buffer.from('older')));
    await older.close();
    fileSystem.put(fileOf(7), damage(fileSystem.contents(fileOf(7))));
    const { snapshotStore } = await load(fileSystem);
    for (const call of [snapshotStore.latest(), joined(snapshotStore.read(meta(7)))]) {
      const failure = await failureOf(call);
      expect(failure).toMatchObject({ code: 'corrupt_snapshot', path: fileOf(7), retryable: false });
      expect(failure.message).toContain(fileOf(7));
    }
    expect(fileSystem.files()).toContain(fileOf(7));
  });

  it('refuses a snapshot under another name, of another cluster and of a newer format', async () => {
    const renamed = await withSnapshot();
    renamed.put(fileOf(8), renamed.contents(fileOf(7)));
    expect(await failureOf((await load(renamed)).snapshotStore.latest())).toMatchObject({
      code: 'corrupt_snapshot',
      path: fileOf(8),
    });

    const other = new SimulatedFileSystem();
    const lagoon = await load(other, { clusterId: 'lagoon' });
    await lagoon.snapshotStore.write(meta(7), chunksOf());
    const mixed = await withSnapshot();
    mixed.put(fileOf(7), other.contents(fileOf(7)));
    expect((await failureOf((await load(mixed)).snapshotStore.latest())).code).toBe('wrong_cluster');

    const newer = await withSnapshot();
    newer.flipBit(fileOf(7), 8, 1);
    expect((await failureOf((await load(newer)).snapshotStore.latest())).code).toBe('unknown_format');
  });

  it.each([
    ['an index', { ...meta(1), index: -1 }],
    ['a term', { ...meta(1), term: 1.5 }],
    ['voters', { ...meta(1), configuration: {} }],
    ['distinct voters', { ...meta(1), configuration: configuration(['a', 'a'].map(nodeId)) }],
    ['node ids', { ...meta(1), configuration: configuration(['no id' as NodeId]) }],
  ])('writes no snapshot without %s', async (_, wrong) => {
    const { snapshotStore } = await load(new SimulatedFileSystem());
    const failure = await failureOf(snapshotStore.write(wrong as unknown as SnapshotMeta, chunksOf()));
    expect(failure.code).toBe('invalid_argument');
  });

  it('removes what an earlier process left unfinished', async () => {
    const fileSystem = await withSnapshot();
    fileSystem.put(`${SNAPSHOTS}/writing-0.tmp`, Uint8Array.of(1, 2, 3));
    fileSystem.put(`${SNAPSHOTS}/notes.txt`, Uint8Array.of(1, 2, 3));
    const { warnings, snapshotStore } = await load(fileSystem);
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([
      ['unexpected_file', `${SNAPSHOTS}/notes.txt`],
      ['stale_file_removed', `${SNAPSHOTS}/writing-0.tmp`],
    ]);
    expect(await snapshotStore.latest()).toEqual(meta(7));
  });
});

describe('receiving a snapshot', () => {
  const bytes = randomBytes(new SeededRandom(1), 3 * CHUNK_BYTES + 100);

  async function* broken(...pieces: Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
    yield* pieces;
    await Promise.resolve();
    throw new Error('the connection broke');
  }

  async function interrupted(fileSystem: SimulatedFileSystem, length: number): Promise<void> {
    const { snapshotStore, close } = await load(fileSystem);
    const failure = snapshotStore.receive(meta(7), 0, broken(bytes.subarray(0, length)));
    await expect(failure).rejects.toThrow('the connection broke');
    expect(await snapshotStore.latest()).toBe(null);
    await close();
  }

  it('goes on where it was interrupted, after a restart too', async () => {
    const fileSystem = new SimulatedFileSystem();
    await interrupted(fileSystem, 2 * CHUNK_BYTES + 5);
    const { snapshotStore } = await load(fileSystem);
    const there = await snapshotStore.received(meta(7));
    expect(there).toBe(2 * CHUNK_BYTES);
    await snapshotStore.receive(meta(7), there, chunksOf(bytes.subarray(there)));
    expect(await snapshotStore.latest()).toEqual(meta(7));
    expect((await joined(snapshotStore.read(meta(7)))).equals(bytes)).toBe(true);
    expect(await snapshotStore.received(meta(7))).toBe(0);
  });

  it('keeps only what verifies when power was cut before anything was synced', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const fileSystem = new SimulatedFileSystem();
      await interrupted(fileSystem, 3 * CHUNK_BYTES);
      fileSystem.crash({ random: new SeededRandom(seed), chance: 0.99 });
      const { snapshotStore } = await load(fileSystem);
      const there = await snapshotStore.received(meta(7));
      expect(there % CHUNK_BYTES).toBe(0);
      await snapshotStore.receive(meta(7), there, chunksOf(bytes.subarray(there)));
      expect((await joined(snapshotStore.read(meta(7)))).equals(bytes)).toBe(true);
    }
  });

  it('begins anew with another snapshot, even of the same position', async () => {
    const fileSystem = new SimulatedFileSystem();
    await interrupted(fileSystem, 2 * CHUNK_BYTES);
    const { snapshotStore } = await load(fileSystem);
    const other = { ...meta(7), id: 'other' };
    expect(await snapshotStore.received(other)).toBe(0);
    await snapshotStore.receive(other, 0, chunksOf(Buffer.from('whole')));
    expect(await snapshotStore.latest()).toEqual(other);
    expect(await failureOf(joined(snapshotStore.read(meta(7))))).toMatchObject({
      code: 'snapshot_not_found',
    });
  });

  it('refuses to go on from where it is not', async () => {
    const fileSystem = new SimulatedFileSystem();
    await interrupted(fileSystem, CHUNK_BYTES);
    const { snapshotStore } = await load(fileSystem);
    for (const offset of [CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 ** 60, -1, 0.5, NaN])
      expect(await failureOf(snapshotStore.receive(meta(7), offset, chunksOf(bytes)))).toMatchObject({
        code: 'invalid_argument',
      });
    expect(await snapshotStore.received(meta(7))).toBe(CHUNK_BYTES);
  });

  it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, 2 * CHUNK_BYTES + 7, 3 * CHUNK_BYTES + 100])(
    'can be read from byte %i on',
    async (offset) => {
      const { snapshotStore } = await load(await withSnapshot(bytes));
      expect((await joined(snapshotStore.read(meta(7), offset))).equals(bytes.subarray(offset))).toBe(true);
    },
  );
});
