import { configuration, type SnapshotStore } from '@seaworthy/core';
import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { position, randomBytes } from '../testing/log-model.test.support.ts';
import { chunksOf, joined, load } from '../testing/opened.test.support.ts';
import { SimulatedFileSystem } from '../testing/simulated-file-system.ts';
import { CHUNK_BYTES } from './snapshot-format.ts';

const META = { ...position(7, 2), id: 'theirs', configuration: configuration([]) };
const OTHER = { ...position(7, 2), id: 'others', configuration: configuration([]) };
const BYTES = Buffer.from(randomBytes(new SeededRandom(1), 3 * CHUNK_BYTES + 100));
const OTHER_BYTES = Buffer.from(randomBytes(new SeededRandom(2), CHUNK_BYTES + 5));

async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield await Promise.resolve(bytes);
  throw new Error('the connection broke');
}

/** Another snapshot is begun, given up for this one, which is interrupted, and then received to its end. */
async function receive(store: SnapshotStore): Promise<void> {
  await expectCut(store.receive(OTHER, 0, cut(OTHER_BYTES)));
  await expectCut(store.receive(META, 0, cut(BYTES.subarray(0, 2 * CHUNK_BYTES + 9))));
  await goOn(store);
}

async function expectCut(receiving: Promise<void>): Promise<void> {
  await receiving.catch((error: unknown) => {
    if (!(error instanceof Error) || error.message !== 'the connection broke') throw error;
  });
}

async function goOn(store: SnapshotStore): Promise<void> {
  const there = await store.received(META);
  await store.receive(META, there, chunksOf(BYTES.subarray(there)));
}

async function expectWhole(store: SnapshotStore): Promise<void> {
  expect(await store.latest()).toEqual(META);
  expect((await joined(store.read(META))).equals(BYTES)).toBe(true);
}

/** What stands there is the whole snapshot, or a beginning that can be gone on with. */
async function expectSound(fileSystem: SimulatedFileSystem, acknowledged: boolean): Promise<number> {
  const { snapshotStore, close } = await load(fileSystem);
  const latest = await snapshotStore.latest();
  if (acknowledged) expect(latest).toEqual(META);
  const there = await snapshotStore.received(META);
  if (latest === null) await goOn(snapshotStore);
  await expectWhole(snapshotStore);
  await close();
  return latest === null ? there : BYTES.byteLength;
}

describe('a reception', () => {
  it('can be gone on with after the power went in any of its calls', async () => {
    const found = new Set<number>();
    for (const chance of [0, 0.5, 0.9, 1]) {
      let acknowledged = false;
      for (let call = 1; !acknowledged; call++) {
        const fileSystem = new SimulatedFileSystem();
        const { snapshotStore, close } = await load(fileSystem);
        fileSystem.cutPowerAfter(call);
        acknowledged = await receive(snapshotStore).then(
          () => true,
          () => false,
        );
        await close().catch(() => undefined);
        fileSystem.crash({ random: new SeededRandom(call), chance });
        found.add(await expectSound(fileSystem, acknowledged));
        expect(call).toBeLessThan(200);
      }
      expect(acknowledged).toBe(true);
    }
    // It was found at its beginning, in its middle and at its end.
    expect([...found].sort((a, b) => a - b)).toEqual([
      0,
      CHUNK_BYTES,
      2 * CHUNK_BYTES,
      3 * CHUNK_BYTES,
      BYTES.byteLength,
    ]);
  });

  it('can be gone on with after the process ended in any of its calls, whatever the disk loses later', async () => {
    let acknowledged = false;
    for (let call = 1; !acknowledged; call++) {
      const fileSystem = new SimulatedFileSystem();
      const first = await load(fileSystem);
      fileSystem.cutPowerAfter(call);
      acknowledged = await receive(first.snapshotStore).then(
        () => true,
        () => false,
      );
      fileSystem.restart();
      const { snapshotStore, close } = await load(fileSystem);
      if ((await snapshotStore.latest()) === null) await goOn(snapshotStore);
      await close();
      fileSystem.crash();
      await expectSound(fileSystem, true);
    }
  });

  it('is durable when it is acknowledged, though any of its calls failed before and was made up for', async () => {
    const undisturbed = new SimulatedFileSystem();
    const { snapshotStore: store } = await load(undisturbed);
    const before = undisturbed.calls;
    await receive(store);
    const calls = undisturbed.calls - before;
    expect(calls).toBeGreaterThan(30);
    let failures = 0;
    for (let skip = 0; skip < calls; skip++) {
      const fileSystem = new SimulatedFileSystem();
      const { snapshotStore, close } = await load(fileSystem);
      fileSystem.fail({ code: 'EIO', skip });
      const failed = await receive(snapshotStore).then(
        () => false,
        () => true,
      );
      // Without a restart: the kernel shows what a failed sync lost, and calls it clean.
      if (failed) await goOn(snapshotStore);
      await expectWhole(snapshotStore);
      await close();
      fileSystem.crash();
      await expectSound(fileSystem, true);
      failures += failed ? 1 : 0;
    }
    // What fails to be read of a beginning is received once more, and nobody hears of it.
    expect(failures).toBeGreaterThan(calls / 2);
  });

  it('is found again where a bit of its beginning is flipped, up to there', async () => {
    const random = new SeededRandom(3);
    const whole = new SimulatedFileSystem();
    const first = await load(whole);
    await expectCut(first.snapshotStore.receive(META, 0, cut(BYTES.subarray(0, 2 * CHUNK_BYTES))));
    await first.close();
    await whole.syncDirectory('/data/n1');
    const path = '/data/n1/snapshots/receiving.part';
    const { byteLength } = whole.contents(path);
    for (let at = 0; at < byteLength; at += at < 300 ? 1 : 1 + random.below(20_000)) {
      const fileSystem = whole.copy();
      fileSystem.flipBit(path, at, random.below(8));
      const { snapshotStore, close } = await load(fileSystem);
      const there = await snapshotStore.received(META);
      expect(there).toBeLessThanOrEqual(Math.floor(at / CHUNK_BYTES) * CHUNK_BYTES);
      await snapshotStore.receive(META, there, chunksOf(BYTES.subarray(there)));
      await expectWhole(snapshotStore);
      await close();
    }
  });

  it('begins anew where what is there cannot be read', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { snapshotStore } = await load(fileSystem);
    await expectCut(snapshotStore.receive(META, 0, cut(BYTES.subarray(0, 2 * CHUNK_BYTES))));
    fileSystem.fail({ operation: 'read', code: 'EIO', path: 'receiving.part' });
    expect(await snapshotStore.received(META)).toBe(0);
    fileSystem.fail({ operation: 'read', code: 'EIO', path: 'receiving.part', skip: 4 });
    expect(await snapshotStore.received(META)).toBe(CHUNK_BYTES);
    await snapshotStore.receive(META, CHUNK_BYTES, chunksOf(BYTES.subarray(CHUNK_BYTES)));
    await expectWhole(snapshotStore);
  });

  it('gives way to a later one, though its source is stuck, and never touches its file again', async () => {
    const fileSystem = new SimulatedFileSystem();
    const { snapshotStore } = await load(fileSystem);
    let goOnWith: (chunk: Uint8Array) => void = () => undefined;
    async function* stuck(): AsyncGenerator<Uint8Array, void, undefined> {
      yield OTHER_BYTES;
      yield await new Promise<Uint8Array>((resolve) => (goOnWith = resolve));
    }
    const first = snapshotStore.receive(OTHER, 0, stuck());
    const failed = expect(first).rejects.toMatchObject({ code: 'superseded', retryable: false });
    await expectCut(snapshotStore.receive(META, 0, cut(BYTES.subarray(0, 2 * CHUNK_BYTES))));
    goOnWith(OTHER_BYTES);
    await failed;
    expect(await snapshotStore.received(META)).toBe(2 * CHUNK_BYTES);
    expect(await snapshotStore.received(OTHER)).toBe(0);
    await goOn(snapshotStore);
    await expectWhole(snapshotStore);
  });
});
