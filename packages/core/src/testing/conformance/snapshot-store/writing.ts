import assert from 'node:assert/strict';

import { logIndex, nodeId, term, type SnapshotMeta } from '../../../raft/types.ts';
import type { SnapshotStoreCase, SnapshotStoreHarness } from './harness.ts';
import {
  assertNewest,
  assertNotStored,
  BROKEN,
  broken,
  bytes,
  joined,
  meta,
  MIB,
  pieces,
  Stuck,
} from './support.ts';

/** Everything that a meta can say. */
const FULL: SnapshotMeta = {
  index: logIndex(2 ** 52),
  term: term(2 ** 33),
  id: 'A.-_9'.padEnd(128, 'z'),
  configuration: {
    voters: ['n1', 'n2'].map(nodeId),
    learners: ['x'.repeat(63)].map(nodeId),
    outgoing: ['n2', 'n3'].map(nodeId),
    target: null,
    addresses: { n1: 'wss://[::1]:7001/ü', n3: '' },
  },
};

/** What a store does with snapshots that its own node made. */
export const writingCases: readonly SnapshotStoreCase[] = [
  {
    name: 'holds nothing at first',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      assert.equal(await store.latest(), null);
      assert.equal(await store.received(meta(1)), 0);
      await assertNotStored(store, meta(1));
      await store.prune(2);
    },
  },
  {
    name: 'gives back what was written, whatever its length and its pieces, after a crash too',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const lengths = [0, 1, 4095, 4096, 65_536, 262_143, 262_144, 262_145, 3 * MIB + 17];
      for (const [place, length] of lengths.entries()) {
        const store = await harness.open();
        const [stored, all] = [meta(place + 1), bytes(length, place)];
        await store.write(stored, pieces(all, [1_000_000, 4096, 262_144, 333][place % 4]));
        await assertNewest(store, stored, all);
        await harness.crash();
        await assertNewest(await harness.open(), stored, all);
      }
    },
  },
  {
    name: 'takes pieces without bytes, and none at all',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      async function* withGaps(): AsyncGenerator<Uint8Array, void, undefined> {
        for (const text of ['', 'a', '', '', 'bc', ''])
          yield await Promise.resolve(new TextEncoder().encode(text));
      }
      await store.write(meta(1), withGaps());
      await assertNewest(store, meta(1), new TextEncoder().encode('abc'));
      await store.write(meta(2), pieces(new Uint8Array(0)));
      await assertNewest(store, meta(2), new Uint8Array(0));
    },
  },
  {
    name: 'takes pieces whose memory is used again for the next one',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      // A Buffer: its `slice` copies nothing.
      const memory = Buffer.alloc(1000);
      async function* reusing(): AsyncGenerator<Uint8Array, void, undefined> {
        for (let round = 0; round < 5; round++) yield await Promise.resolve(memory.fill(round));
      }
      await store.write(meta(1), reusing());
      const expected = Uint8Array.from({ length: 5000 }, (_, place) => Math.floor(place / 1000));
      await assertNewest(store, meta(1), expected);
      await store.receive(meta(2), 0, reusing());
      await assertNewest(store, meta(2), expected);
    },
  },
  {
    name: 'keeps position, id and the whole configuration',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const waiting: SnapshotMeta = {
        ...FULL,
        index: logIndex(2 ** 52 + 1),
        id: 'w',
        configuration: {
          ...FULL.configuration,
          outgoing: [],
          target: { voters: [nodeId('n9')], learners: [nodeId('n1')] },
        },
      };
      for (const stored of [FULL, waiting]) {
        const store = await harness.open();
        await store.write(stored, pieces(bytes(10, 1)));
        await harness.crash();
        await assertNewest(await harness.open(), stored, bytes(10, 1));
      }
    },
  },
  {
    name: 'finds the newest by its index, in whatever order they were written',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      for (const index of [9, 300, 16, 255]) await store.write(meta(index), pieces(bytes(100, index)));
      await assertNewest(store, meta(300), bytes(100, 300));
      await harness.crash();
      await assertNewest(await harness.open(), meta(300), bytes(100, 300));
    },
  },
  {
    name: 'leaves nothing of a write whose source fails',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await store.write(meta(1), pieces(bytes(1000, 1)));
      for (const length of [0, 1000, 2 * MIB])
        await assert.rejects(store.write(meta(2), broken(bytes(length, 2))), BROKEN);
      await assertNewest(store, meta(1), bytes(1000, 1));
      await assertNotStored(store, meta(2));
      assert.equal(await store.received(meta(2)), 0);
      await harness.crash();
      const again = await harness.open();
      await assertNewest(again, meta(1), bytes(1000, 1));
      await assertNotStored(again, meta(2));
    },
  },
  {
    name: 'stores a snapshot after a write of it failed',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await assert.rejects(store.write(meta(2), broken(bytes(2 * MIB, 2))), BROKEN);
      await store.write(meta(2), pieces(bytes(MIB, 3)));
      await assertNewest(store, meta(2), bytes(MIB, 3));
    },
  },
  {
    name: 'leaves nothing of a write that a crash interrupts',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await store.write(meta(1), pieces(bytes(1000, 1)));
      const source = new Stuck(bytes(2 * MIB, 2));
      const writing = store.write(meta(2), source.chunks).catch(() => undefined);
      await source.taken;
      await assertNewest(store, meta(1), bytes(1000, 1));
      await harness.crash();
      const again = await harness.open();
      await assertNewest(again, meta(1), bytes(1000, 1));
      await assertNotStored(again, meta(2));
      source.goOn();
      await writing;
      await assertNewest(again, meta(1), bytes(1000, 1));
    },
  },
  {
    name: 'puts the later of two snapshots of one position in the place of the other',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await store.write(meta(7, 'one'), pieces(bytes(MIB, 1)));
      await store.write(meta(7, 'two'), pieces(bytes(300, 2)));
      await assertNewest(store, meta(7, 'two'), bytes(300, 2));
      await harness.crash();
      const again = await harness.open();
      await assertNewest(again, meta(7, 'two'), bytes(300, 2));
      await again.receive(meta(7, 'three'), 0, pieces(bytes(400, 3)));
      await assertNewest(again, meta(7, 'three'), bytes(400, 3));
    },
  },
  {
    name: 'never gives the bytes of another snapshot of the same position',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      await store.write(meta(7, 'one'), pieces(bytes(1000, 1)));
      await assertNotStored(store, meta(7, 'two'));
      await store.write(meta(7, 'two'), pieces(bytes(1000, 2)));
      const first = await joined(store.read(meta(7, 'one'))).catch(() => bytes(1000, 1));
      assert.deepEqual(first, bytes(1000, 1));
    },
  },
  {
    name: 'keeps the newest ones when it prunes, as many as it is told',
    async run(harness: SnapshotStoreHarness): Promise<void> {
      const store = await harness.open();
      for (const index of [5, 1, 4, 2, 3]) await store.write(meta(index), pieces(bytes(500, index)));
      await store.prune(9);
      await assertNewest(store, meta(5), bytes(500, 5));
      await joined(store.read(meta(1)));
      await store.prune(2);
      for (const index of [1, 2, 3]) await assertNotStored(store, meta(index));
      await joined(store.read(meta(4)));
      await assertNewest(store, meta(5), bytes(500, 5));
      await harness.crash();
      const again = await harness.open();
      await assertNewest(again, meta(5), bytes(500, 5));
      await again.prune(0);
      assert.equal(await again.latest(), null);
      await assertNotStored(again, meta(5));
    },
  },
];
