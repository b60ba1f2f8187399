import assert from 'node:assert/strict';

import type { LogStore } from '../../../ports/log-store.ts';
import type { LogStoreCase, LogStoreFaultCase, LogStoreFaultHarness, LogStoreHarness } from './harness.ts';
import {
  after,
  append,
  assertHolds,
  assertHoldsOneOf,
  at,
  entries,
  entry,
  opened,
  outcomes,
  perform,
  remember,
  vote,
} from './model.ts';

async function assertAcceptsNothing(store: LogStore, next: number): Promise<void> {
  await assert.rejects(perform(store, append(entry(next, 9))), 'an append was accepted');
  await assert.rejects(perform(store, remember(vote(9))), 'a vote was accepted');
  await assert.rejects(store.compact(at(1, 1)), 'a compaction was accepted');
  await assert.rejects(store.reset(at(90, 9)), 'a reset was accepted');
}

/** How a store ends. */
export const endingCases: readonly LogStoreCase[] = [
  {
    name: 'makes durable on closing what nobody waited for',
    async run(harness: LogStoreHarness): Promise<void> {
      const { store } = await opened(harness);
      const calls = [remember(vote(2, 'n1'), ...entries(1, 50, 1)), append(...entries(40, 60, 2))];
      const made = Promise.allSettled(calls.map((call) => perform(store, call)));
      await store.close();
      await harness.crash();
      const again = await opened(harness);
      assertHolds(again.stored, after(calls));
      assert.ok((await made).every(({ status }) => status === 'fulfilled'));
      await again.store.close();
    },
  },
  {
    name: 'can be closed twice, at once and later',
    async run(harness: LogStoreHarness): Promise<void> {
      const { store } = await opened(harness);
      await perform(store, append(entry(1, 1)));
      await Promise.all([store.close(), store.close()]);
      await store.close();
    },
  },
  {
    name: 'accepts nothing after it was closed',
    async run(harness: LogStoreHarness): Promise<void> {
      const { store } = await opened(harness);
      const calls = [remember(vote(1, 'n1'), ...entries(1, 3, 1))];
      for (const call of calls) await perform(store, call);
      await store.close();
      await assertAcceptsNothing(store, 4);
      const again = await opened(harness);
      assertHolds(again.stored, after(calls));
      await again.store.close();
    },
  },
  {
    name: 'refuses a write that would leave a gap, and everything after it',
    async run(harness: LogStoreHarness): Promise<void> {
      const { store } = await opened(harness);
      const calls = [append(...entries(1, 3, 1))];
      for (const call of calls) await perform(store, call);
      await Promise.all([
        assert.rejects(perform(store, append(entry(5, 1))), 'a gap was accepted'),
        assert.rejects(perform(store, append(entry(4, 1))), 'a write behind a refused one was accepted'),
      ]);
      await assertAcceptsNothing(store, 4);
      await store.close().catch(() => undefined);
      const again = await opened(harness);
      assertHolds(again.stored, after(calls));
      await again.store.close();
    },
  },
];

/** What a store does when its disk breaks. */
export const faultCases: readonly LogStoreFaultCase[] = [
  {
    name: 'accepts nothing after a write that failed',
    async run(harness: LogStoreFaultHarness): Promise<void> {
      const { store } = await opened(harness);
      await perform(store, append(entry(1, 1)));
      harness.failNext();
      await assert.rejects(perform(store, append(entry(2, 1))), 'a write that failed was acknowledged');
      await assertAcceptsNothing(store, 2);
      await store.close().catch(() => undefined);
    },
  },
  {
    name: 'rejects all calls that were waiting when a write failed, in their order',
    async run(harness: LogStoreFaultHarness): Promise<void> {
      const { store } = await opened(harness);
      harness.failNext();
      const settled: number[] = [];
      const calls = [1, 2, 3, 4].map(async (index) => {
        await assert.rejects(perform(store, append(entry(index, 1))), `entry ${index} was acknowledged`);
        settled.push(index);
      });
      await Promise.all(calls);
      assert.deepEqual(settled, [1, 2, 3, 4]);
      await store.close().catch(() => undefined);
    },
  },
  {
    name: 'still holds what it acknowledged before a write failed, and at most a part of what failed',
    async run(harness: LogStoreFaultHarness): Promise<void> {
      const { store } = await opened(harness);
      const before = [remember(vote(1, 'n1'), ...entries(1, 3, 1))];
      for (const call of before) await perform(store, call);
      harness.failNext();
      const failed = remember(vote(2, 'n2'), ...entries(3, 6, 2));
      await assert.rejects(perform(store, failed));
      await store.close().catch(() => undefined);
      await harness.crash();
      const model = after(before);
      const again = await opened(harness);
      assertHoldsOneOf(again.stored, [model, ...outcomes(model, failed)]);
      await again.store.close();
    },
  },
];
