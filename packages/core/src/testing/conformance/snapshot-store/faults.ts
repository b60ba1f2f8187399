import assert from 'node:assert/strict';

import type { SnapshotStoreFaultCase, SnapshotStoreFaultHarness } from './harness.ts';
import { assertNewest, assertNotStored, bytes, concatenated, joined, meta, MIB, pieces } from './support.ts';

/** What a store does when its disk breaks, or rots. */
export const faultCases: readonly SnapshotStoreFaultCase[] = [
  {
    name: 'leaves nothing of a write when the disk fails',
    async run(harness: SnapshotStoreFaultHarness): Promise<void> {
      const store = await harness.open();
      await store.write(meta(1), pieces(bytes(1000, 1)));
      harness.failNext();
      await assert.rejects(store.write(meta(2), pieces(bytes(MIB, 2))), 'a failure was acknowledged');
      await harness.crash();
      const again = await harness.open();
      await assertNewest(again, meta(1), bytes(1000, 1));
      await assertNotStored(again, meta(2));
      await again.write(meta(2), pieces(bytes(MIB, 2)));
      await assertNewest(again, meta(2), bytes(MIB, 2));
    },
  },
  {
    name: 'never believes in what the disk failed to store of a reception',
    async run(harness: SnapshotStoreFaultHarness): Promise<void> {
      const store = await harness.open();
      const all = bytes(2 * MIB, 3);
      harness.failNext();
      await assert.rejects(store.receive(meta(2), 0, pieces(all)), 'a failure was acknowledged');
      const there = await store.received(meta(2));
      await store.receive(meta(2), there, pieces(all.subarray(there)));
      await harness.crash();
      await assertNewest(await harness.open(), meta(2), all);
    },
  },
  {
    name: 'says that the newest snapshot is damaged, and never falls back to an older one in silence',
    async run(harness: SnapshotStoreFaultHarness): Promise<void> {
      for (const [place, at] of [0, 0.5, 1].entries()) {
        const store = await harness.open();
        await store.write(meta(place * 2 + 1), pieces(bytes(1000, 1)));
        await store.write(meta(place * 2 + 2), pieces(bytes(2 * MIB, 2)));
        await harness.damage(meta(place * 2 + 2), at);
        await assert.rejects(store.latest(), `damage ${at} of the way through went unnoticed`);
      }
    },
  },
  {
    name: 'gives out nothing that is damaged, and never ends as if all were well',
    async run(harness: SnapshotStoreFaultHarness): Promise<void> {
      const all = bytes(2 * MIB, 2);
      for (const [place, at] of [0, 0.3, 0.7, 1].entries()) {
        const store = await harness.open();
        await store.write(meta(place + 1), pieces(all));
        await harness.damage(meta(place + 1), at);
        const found: Uint8Array[] = [];
        const reading = async (): Promise<void> => {
          for await (const chunk of store.read(meta(place + 1))) found.push(chunk);
        };
        await assert.rejects(reading(), `damage ${at} of the way through went unnoticed`);
        const begun = concatenated(found);
        assert.deepEqual(begun, all.subarray(0, begun.byteLength));
      }
    },
  },
  {
    name: 'notices damage behind the byte that it reads from',
    async run(harness: SnapshotStoreFaultHarness): Promise<void> {
      const store = await harness.open();
      await store.write(meta(1), pieces(bytes(2 * MIB, 2)));
      await harness.damage(meta(1), 0.9);
      await assert.rejects(joined(store.read(meta(1), MIB)));
    },
  },
];
