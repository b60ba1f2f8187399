import assert from 'node:assert/strict';

import type { LogStoreCase, LogStoreHarness } from './harness.ts';
import {
  after,
  append,
  assertHolds,
  at,
  compact,
  EMPTY,
  entries,
  entry,
  opened,
  perform,
  remember,
  reset,
  vote,
  type Call,
} from './model.ts';

/** Makes calls, one after the other, and looks after each at what a crash leaves, and at the end at what a stop leaves. */
async function keeps(harness: LogStoreHarness, ...calls: readonly Call[]): Promise<void> {
  let { store } = await opened(harness);
  let model = EMPTY;
  for (const call of calls) {
    await perform(store, call);
    model = after([call], model);
    await harness.crash();
    const again = await opened(harness);
    assertHolds(again.stored, model);
    store = again.store;
  }
  await store.close();
  const last = await opened(harness);
  assertHolds(last.stored, model);
  await last.store.close();
}

function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, place) => (place * 31 + (place >> 8)) & 255);
}

/** What a store gives back. */
export const contentCases: readonly LogStoreCase[] = [
  {
    name: 'begins with term 0, no vote, and an empty log from its beginning',
    async run(harness: LogStoreHarness): Promise<void> {
      const { store, stored } = await opened(harness);
      assertHolds(stored, EMPTY);
      await store.close();
    },
  },
  {
    name: 'keeps term and vote, alone and together with entries',
    run: (harness) =>
      keeps(harness, remember(vote(1, 'n1')), remember(vote(2, 'n2'), entry(1, 2)), remember(vote(2, 'n3'))),
  },
  {
    name: 'forgets a vote when a later term begins without one',
    run: (harness) => keeps(harness, remember(vote(1, 'n1')), remember(vote(2))),
  },
  {
    name: 'keeps term and vote when only entries are written',
    run: (harness) => keeps(harness, remember(vote(3, 'n1')), append(entry(1, 3)), append(entry(2, 3))),
  },
  {
    name: 'keeps the entries when only term and vote are written',
    run: (harness) => keeps(harness, append(...entries(1, 3, 1)), remember(vote(9, 'n2'))),
  },
  {
    name: 'keeps every kind of entry',
    run: (harness) =>
      keeps(
        harness,
        append(entry(1, 1, '', 'noop'), entry(2, 1, 'x'), entry(3, 1, '{}', 'configuration')),
        append(entry(4, 1, 'with data', 'noop')),
      ),
  },
  {
    name: 'keeps data of any length, none among them',
    run: (harness) =>
      keeps(
        harness,
        ...[0, 1, 7, 8, 9, 511, 512, 513, 4095, 4096, 4097, 0].map((length, place) =>
          append(entry(place + 1, 1, bytes(length))),
        ),
      ),
  },
  {
    name: 'keeps an entry of five megabytes among small ones',
    run: (harness) =>
      keeps(
        harness,
        append(entry(1, 1), entry(2, 1, bytes(5 * 1024 * 1024)), entry(3, 1)),
        append(entry(4, 1)),
      ),
  },
  {
    name: 'keeps thousands of entries of one write',
    run: (harness) => keeps(harness, append(...entries(1, 5_000, 1)), append(...entries(5_001, 5_002, 2))),
  },
  {
    name: 'keeps terms and indices up to the largest whole numbers, and names of any length',
    run: (harness) =>
      keeps(
        harness,
        remember(vote(2 ** 32 + 1, 'x'.repeat(63))),
        reset(2 ** 52, 2 ** 33),
        remember(vote(2 ** 53 - 1, 'Z.-_9'), entry(2 ** 52 + 1, 2 ** 40)),
      ),
  },
  {
    name: 'stores the bytes of a view, and not what lies around it',
    async run(harness: LogStoreHarness): Promise<void> {
      const memory = bytes(1_000);
      const view = memory.subarray(100, 200);
      await keeps(harness, append(entry(1, 1, view), entry(2, 1, memory.subarray(0, 0))));
      assert.deepEqual(memory, bytes(1_000), 'the store changed what it was given');
    },
  },
  {
    name: 'replaces everything at and after the first index that is written again',
    run: (harness) => keeps(harness, append(...entries(1, 9, 1)), append(...entries(4, 5, 2))),
  },
  {
    name: 'replaces the whole log from its first entry on',
    run: (harness) => keeps(harness, append(...entries(1, 9, 1)), append(entry(1, 2))),
  },
  {
    name: 'replaces the last entry alone',
    run: (harness) => keeps(harness, append(...entries(1, 9, 1)), append(entry(9, 2)), append(entry(10, 2))),
  },
  {
    name: 'replaces a suffix again and again',
    run: (harness) =>
      keeps(
        harness,
        ...[1, 2, 3, 4, 5].map((round) => append(...entries(round, round + 6, round))),
        ...[6, 7, 8].map((round) => append(...entries(3, round, round))),
      ),
  },
  {
    name: 'changes nothing when there is nothing to write',
    async run(harness: LogStoreHarness): Promise<void> {
      const nothing: Call = append();
      await keeps(harness, nothing, remember(vote(1, 'n1'), ...entries(1, 3, 1)), nothing);
    },
  },
  {
    name: 'forgets what was compacted, at most, and keeps what comes after it',
    run: (harness) => keeps(harness, append(...entries(1, 9, 1)), compact(4, 1)),
  },
  {
    name: 'tells the term of the position that it was compacted to',
    run: (harness) =>
      keeps(
        harness,
        append(entry(1, 1), entry(2, 2), entry(3, 5), entry(4, 5)),
        compact(2, 2),
        compact(3, 5),
        compact(4, 5),
      ),
  },
  {
    name: 'goes on after everything was compacted',
    run: (harness) => keeps(harness, append(...entries(1, 5, 1)), compact(5, 1), append(...entries(6, 7, 2))),
  },
  {
    name: 'replaces a suffix right behind what was compacted',
    run: (harness) => keeps(harness, append(...entries(1, 9, 1)), compact(4, 1), append(entry(5, 2))),
  },
  {
    name: 'compacts nothing twice',
    run: (harness) =>
      keeps(harness, append(...entries(1, 9, 1)), compact(6, 1), compact(6, 1), compact(3, 1)),
  },
  {
    name: 'keeps term and vote through compaction and reset',
    run: (harness) =>
      keeps(harness, remember(vote(4, 'n3'), ...entries(1, 9, 1)), compact(6, 1), reset(20, 4)),
  },
  {
    name: 'is empty after a reset, ahead of its end, and goes on behind the new base',
    run: (harness) =>
      keeps(harness, append(...entries(1, 3, 1)), reset(10, 2), append(...entries(11, 12, 2))),
  },
  {
    name: 'is empty after a reset into its middle',
    run: (harness) => keeps(harness, append(...entries(1, 9, 1)), reset(5, 3)),
  },
  {
    name: 'is empty after a reset to its very end, or back to its beginning',
    run: (harness) =>
      keeps(harness, append(...entries(1, 9, 1)), reset(9, 1), reset(0, 0), append(...entries(1, 2, 7))),
  },
  {
    name: 'begins exactly where it was reset to',
    async run(harness: LogStoreHarness): Promise<void> {
      const { store } = await opened(harness);
      for (const call of [append(...entries(1, 3, 1)), compact(2, 1), reset(7, 2)])
        await perform(store, call);
      await store.close();
      const again = await opened(harness);
      assert.deepEqual({ ...again.stored.base }, at(7, 2));
      assert.deepEqual([...again.stored.entries], []);
      await again.store.close();
    },
  },
  {
    name: 'does not change a log that it gave out',
    async run(harness: LogStoreHarness): Promise<void> {
      const first = await opened(harness);
      const calls = [remember(vote(1, 'n1'), ...entries(1, 5, 1)), append(...entries(3, 4, 2))];
      for (const call of calls) await perform(first.store, call);
      assertHolds(first.stored, EMPTY);
      await first.store.close();
      const { store, stored } = await opened(harness);
      for (const call of [append(...entries(2, 9, 3)), compact(5, 3), reset(30, 4)])
        await perform(store, call);
      assertHolds(stored, after(calls));
      await store.close();
    },
  },
];
