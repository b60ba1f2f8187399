import assert from 'node:assert/strict';

import type { SnapshotStoreCase, SnapshotStoreHarness } from './harness.ts';
import {
  assertNewest,
  assertNotStored,
  assertSameBytes,
  bytes,
  concatenated,
  joined,
  meta,
  MIB,
  pieces,
  Stuck,
} from './support.ts';

/** Reads of stored snapshots. */
export const readingCases: readonly SnapshotStoreCase[] = [
  {
    name: 'reads from any byte on',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      const all = bytes(MIB + 77, 1);
      await store.write(meta(1), pieces(all));
      for (const offset of [0, 1, 4095, 70_001, 262_143, 262_144, 262_145, MIB, MIB + 76])
        assertSameBytes(await joined(store.read(meta(1), offset)), all.subarray(offset));
    },
  },
  {
    name: 'has nothing to read behind the last byte',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      for (const [place, length] of [0, 5, 262_144, MIB].entries()) {
        await store.write(meta(place + 1), pieces(bytes(length, place)));
        assert.equal((await joined(store.read(meta(place + 1), length))).byteLength, 0);
      }
    },
  },
  {
    name: 'reads an older snapshot while there are newer ones',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      for (const index of [1, 2, 3]) await store.write(meta(index), pieces(bytes(1000, index)));
      for (const index of [1, 2, 3])
        assertSameBytes(await joined(store.read(meta(index))), bytes(1000, index));
      await assertNotStored(store, meta(4));
      await assertNotStored(store, meta(2, 's-2', 9));
    },
  },
  {
    name: 'lets one be read while another is written or received',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      const all = bytes(2 * MIB, 1);
      await store.write(meta(1), pieces(all));
      const [written, received] = [new Stuck(bytes(MIB, 2)), new Stuck(bytes(MIB, 3))];
      const writing = store.write(meta(2), written.chunks);
      const receiving = store.receive(meta(3), 0, received.chunks);
      await Promise.all([written.taken, received.taken]);
      const found: Uint8Array[] = [];
      for await (const chunk of store.read(meta(1))) {
        found.push(chunk);
        written.goOn();
        await writing;
      }
      assertSameBytes(concatenated(found), all);
      await assertNewest(store, meta(2), bytes(MIB, 2));
      received.goOn();
      await receiving;
      await assertNewest(store, meta(3), bytes(MIB, 3));
    },
  },
  {
    name: 'lets two reads of one snapshot go on side by side',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      const all = bytes(2 * MIB, 1);
      await store.write(meta(1), pieces(all));
      const [one, other] = await Promise.all([joined(store.read(meta(1))), joined(store.read(meta(1), 999))]);
      assertSameBytes(one, all);
      assertSameBytes(other, all.subarray(999));
    },
  },
  {
    name: 'never passes a part for the whole when the snapshot goes away while it is read',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      const all = bytes(2 * MIB, 1);
      for (const remove of [(): Promise<void> => store.prune(0), (): Promise<void> => replace()]) {
        await store.write(meta(1), pieces(all));
        const found: Uint8Array[] = [];
        try {
          for await (const chunk of store.read(meta(1))) {
            if (found.length === 0) await remove();
            found.push(chunk);
          }
        } catch {
          continue;
        }
        assertSameBytes(concatenated(found), all);
      }
      function replace(): Promise<void> {
        return store.write(meta(1, 'other'), pieces(bytes(3 * MIB, 2)));
      }
    },
  },
  {
    name: 'gives out pieces that stay as they are while it reads on',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      const all = bytes(2 * MIB, 1);
      await store.write(meta(1), pieces(all));
      const found: Uint8Array[] = [];
      for await (const chunk of store.read(meta(1))) found.push(chunk);
      assertSameBytes(concatenated(found), all);
    },
  },
  {
    name: 'lets a reader stop early, and read again',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      const all = bytes(2 * MIB, 1);
      await store.write(meta(1), pieces(all));
      for (let round = 0; round < 3; round++) {
        for await (const chunk of store.read(meta(1))) {
          assert.ok(chunk.byteLength > 0);
          break;
        }
      }
      assertSameBytes(await joined(store.read(meta(1))), all);
      await store.prune(0);
      await assertNotStored(store, meta(1));
    },
  },
];
