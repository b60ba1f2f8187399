import assert from 'node:assert/strict';

import { SeededRandom } from '../../seeded-random.ts';
import type { SnapshotStoreCase, SnapshotStoreHarness } from './harness.ts';
import {
  assertNewest,
  assertNotStored,
  assertSameBytes,
  broken,
  BROKEN,
  bytes,
  interrupted,
  joined,
  meta,
  MIB,
  pieces,
  Stuck,
} from './support.ts';

const ALL = bytes(3 * MIB + 1234, 5);

/** Snapshots that come from a peer, and their interruptions. */
export const receivingCases: readonly SnapshotStoreCase[] = [
  {
    name: 'stores what it receives, durably',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      for (const [place, length] of [0, 1, 262_144, 2 * MIB + 1].entries()) {
        const store = await harness.open();
        await store.receive(meta(place + 1), 0, pieces(bytes(length, place)));
        await harness.crash();
        await assertNewest(await harness.open(), meta(place + 1), bytes(length, place));
      }
    },
  },
  {
    name: 'keeps what came in before its source failed, and goes on from there',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await assert.rejects(store.receive(meta(4), 0, broken(ALL.subarray(0, 2 * MIB))), BROKEN);
      const there = await store.received(meta(4));
      assert.ok(there > 0 && there <= 2 * MIB, `${there} of ${2 * MIB} bytes stayed`);
      await store.receive(meta(4), there, pieces(ALL.subarray(there)));
      await assertNewest(store, meta(4), ALL);
      assert.equal(await store.received(meta(4)), 0);
      await harness.crash();
      await assertNewest(await harness.open(), meta(4), ALL);
    },
  },
  {
    name: 'goes on after interruptions and crashes at any place, with nothing but what was sent',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const random = new SeededRandom(4);
      let store = await harness.open();
      for (let round = 0; round < 12; round++) {
        const there = await store.received(meta(4));
        assert.ok(there <= ALL.byteLength);
        const until = Math.min(ALL.byteLength, there + random.below(700_000));
        await interrupted(store, meta(4), there, ALL.subarray(there, until));
        assert.ok((await store.received(meta(4))) >= there, 'an interruption took away what was there');
        if (random.chance(0.5)) continue;
        await harness.crash();
        store = await harness.open();
      }
      const there = await store.received(meta(4));
      await store.receive(meta(4), there, pieces(ALL.subarray(there)));
      await assertNewest(store, meta(4), ALL);
    },
  },
  {
    name: 'goes on after a crash amid reception',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      const source = new Stuck(ALL.subarray(0, 2 * MIB));
      const receiving = store.receive(meta(4), 0, source.chunks).catch(() => undefined);
      await source.taken;
      await harness.crash();
      const again = await harness.open();
      assert.equal(await again.latest(), null);
      const there = await again.received(meta(4));
      assert.ok(there <= 2 * MIB);
      await again.receive(meta(4), there, pieces(ALL.subarray(there)));
      await assertNewest(again, meta(4), ALL);
      source.goOn();
      await receiving;
      await assertNewest(again, meta(4), ALL);
    },
  },
  {
    name: 'shows nothing of a snapshot that is not complete',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await store.write(meta(2), pieces(bytes(1000, 2)));
      await interrupted(store, meta(4), 0, ALL);
      for (const opened of [store, null]) {
        const looked = opened ?? (await harness.open());
        await assertNewest(looked, meta(2), bytes(1000, 2));
        await assertNotStored(looked, meta(4));
      }
    },
  },
  {
    name: 'begins anew when it is told to',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await interrupted(store, meta(4), 0, bytes(2 * MIB, 99));
      await store.receive(meta(4), 0, pieces(ALL));
      await assertNewest(store, meta(4), ALL);
    },
  },
  {
    name: 'begins anew with less than was there before',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await interrupted(store, meta(4), 0, ALL);
      await store.receive(meta(4), 0, pieces(ALL.subarray(0, 10)));
      await assertNewest(store, meta(4), ALL.subarray(0, 10));
    },
  },
  {
    name: 'tells snapshots of one position apart by their ids',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await interrupted(store, meta(4, 'one'), 0, ALL);
      assert.equal(await store.received(meta(4, 'two')), 0);
      assert.ok((await store.received(meta(4, 'one'))) > 0, 'asking for another one lost what was there');
    },
  },
  {
    name: 'discards what it has of one snapshot when it receives another',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await interrupted(store, meta(4, 'one'), 0, ALL);
      await interrupted(store, meta(4, 'two'), 0, ALL.subarray(0, MIB));
      assert.equal(await store.received(meta(4, 'one')), 0);
      await store.receive(meta(5), 0, pieces(bytes(100, 5)));
      assert.equal(await store.received(meta(4, 'two')), 0);
      await assertNewest(store, meta(5), bytes(100, 5));
    },
  },
  {
    name: 'refuses to go on behind a gap, and loses nothing by it',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await assert.rejects(store.receive(meta(4), 10, pieces(ALL.subarray(10))), 'there was a gap before it');
      await assertNotStored(store, meta(4));
      await interrupted(store, meta(4), 0, ALL.subarray(0, 2 * MIB));
      const there = await store.received(meta(4));
      const further = pieces(ALL.subarray(there + 1));
      await assert.rejects(store.receive(meta(4), there + 1, further), 'one byte is missing');
      assert.equal(await store.received(meta(4)), there);
      await assertNotStored(store, meta(4));
    },
  },
  {
    name: 'keeps what it has of a snapshot while it writes and prunes others',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await interrupted(store, meta(4), 0, ALL.subarray(0, 2 * MIB));
      const there = await store.received(meta(4));
      await store.write(meta(2), pieces(bytes(1000, 2)));
      await store.write(meta(3), pieces(bytes(1000, 3)));
      await assert.rejects(store.write(meta(4, 'mine'), broken(bytes(MIB, 4))), BROKEN);
      await store.prune(1);
      assert.equal(await store.received(meta(4)), there);
      await store.prune(0);
      await store.receive(meta(4), there, pieces(ALL.subarray(there)));
      await assertNewest(store, meta(4), ALL);
    },
  },
  {
    name: 'never mixes two receptions at once, whichever of them succeeds',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      const [first, second] = [new Stuck(bytes(2 * MIB, 1)), new Stuck(bytes(MIB + 3, 2))];
      const one = store.receive(meta(4, 'one'), 0, first.chunks);
      await first.taken;
      const other = store.receive(meta(5, 'other'), 0, second.chunks);
      const both = Promise.allSettled([one, other]);
      first.goOn();
      second.goOn();
      const [ofOne, ofOther] = await both;
      for (const opened of [store, null]) {
        const looked = opened ?? (await harness.open());
        if (ofOne.status === 'fulfilled')
          assertSameBytes(await joined(looked.read(meta(4, 'one'))), bytes(2 * MIB, 1));
        else await assertNotStored(looked, meta(4, 'one'));
        if (ofOther.status === 'fulfilled') await assertNewest(looked, meta(5, 'other'), bytes(MIB + 3, 2));
        else await assertNotStored(looked, meta(5, 'other'));
      }
      assert.ok(ofOne.status === 'fulfilled' || ofOther.status === 'fulfilled', 'neither was stored');
    },
  },
];
