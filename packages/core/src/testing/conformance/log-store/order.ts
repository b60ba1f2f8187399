import assert from 'node:assert/strict';

import type { LogStore } from '../../../ports/log-store.ts';
import { SeededRandom } from '../../seeded-random.ts';
import type { LogStoreCase, LogStoreHarness } from './harness.ts';
import {
  after,
  append,
  assertHolds,
  assertHoldsOneOf,
  compact,
  EMPTY,
  entries,
  entry,
  opened,
  outcomes,
  perform,
  remember,
  reset,
  vote,
  type Call,
  type LogModel,
} from './model.ts';
import { randomCall } from './random-call.ts';

/** Every kind of call, each of which would not do what it does were the order another. */
const MIXED: readonly Call[] = [
  remember(vote(1, 'n1'), ...entries(1, 20, 1)),
  append(...entries(15, 30, 2)),
  compact(10, 1),
  remember(vote(2)),
  append(entry(31, 2, new Uint8Array(200_000).fill(7))),
  append(entry(32, 2)),
  compact(31, 2),
  append(...entries(32, 40, 3)),
  remember(vote(3, 'n2')),
  reset(50, 3),
  append(...entries(51, 60, 3)),
  append(...entries(55, 56, 4)),
];

/** The promises of calls that were all made at once, and what they have come to. */
class Burst {
  readonly settled: number[] = [];
  readonly promises: readonly Promise<void>[];

  constructor(store: LogStore, calls: readonly Call[]) {
    this.promises = calls.map((call, place) =>
      perform(store, call).then(() => {
        this.settled.push(place);
      }),
    );
  }

  /** Waits for the first that settles; the others may fail when the store ends. */
  async first(): Promise<void> {
    for (const promise of this.promises) promise.catch(() => undefined);
    await Promise.race(this.promises);
  }
}

/** All that may be found after the first `acknowledged` calls were, and the others had been made. */
function possible(calls: readonly Call[], acknowledged: number, before: LogModel = EMPTY): LogModel[] {
  let current = after(calls.slice(0, acknowledged), before);
  const found = [current];
  for (const call of calls.slice(acknowledged)) {
    const results = outcomes(current, call);
    found.push(...results);
    current = results.at(-1) ?? current;
  }
  return found;
}

/** The order of effects, and what a crash may take. */
export const orderCases: readonly LogStoreCase[] = [
  {
    name: 'lets calls that do not wait for each other take effect in their order',
    async run(harness: LogStoreHarness): Promise<void> {
      const { store } = await opened(harness);
      await Promise.all(new Burst(store, MIXED).promises);
      await harness.crash();
      const again = await opened(harness);
      assertHolds(again.stored, after(MIXED));
      await again.store.close();
    },
  },
  {
    name: 'settles promises in the order of the calls',
    async run(harness: LogStoreHarness): Promise<void> {
      const { store } = await opened(harness);
      const burst = new Burst(store, MIXED);
      await Promise.all(burst.promises);
      assert.deepEqual(
        burst.settled,
        MIXED.map((_, place) => place),
      );
      await store.close();
    },
  },
  {
    name: 'serves thousands of calls that do not wait for each other',
    async run(harness: LogStoreHarness): Promise<void> {
      const { store } = await opened(harness);
      const calls = Array.from({ length: 5_000 }, (_, place) => append(entry(place + 1, 1)));
      await Promise.all(new Burst(store, calls).promises);
      await harness.crash();
      const again = await opened(harness);
      assert.equal(again.stored.entries.length, 5_000);
      assertHolds(again.stored, { ...EMPTY, entries: entries(1, 5_000, 1) });
      await again.store.close();
    },
  },
  {
    name: 'has made durable whatever it acknowledged, though it crash while more is on its way',
    async run(harness: LogStoreHarness): Promise<void> {
      const { store } = await opened(harness);
      const calls = Array.from({ length: 200 }, (_, place) =>
        remember(vote(place + 1), entry(place + 1, place + 1, new Uint8Array(3_000).fill(place))),
      );
      const burst = new Burst(store, calls);
      await burst.first();
      const acknowledged = burst.settled.length;
      await harness.crash();
      const again = await opened(harness);
      assertHoldsOneOf(again.stored, possible(calls, acknowledged));
      await again.store.close();
    },
  },
  {
    name: 'never keeps an entry without the term and the vote of its write',
    async run(harness: LogStoreHarness): Promise<void> {
      for (let round = 1; round <= 5; round++) {
        const { store, stored } = await opened(harness);
        const next = stored.base.index + stored.entries.length + 1;
        const written = perform(store, remember(vote(round, `n${round}`), ...entries(next, next + 9, round)));
        written.catch(() => undefined);
        await harness.crash();
        const { store: again, stored: found } = await opened(harness);
        const last = found.entries.at(-1);
        if (last?.term === round)
          assert.deepEqual(
            { ...found.hardState },
            vote(round, `n${round}`),
            'entries came before their term',
          );
        await again.close();
      }
    },
  },
  {
    name: 'agrees with a model after random calls, crashes and restarts',
    async run(harness: LogStoreHarness): Promise<void> {
      const random = new SeededRandom(11);
      let model = EMPTY;
      for (let life = 0; life < 12; life++) {
        const { store, stored } = await opened(harness);
        assertHolds(stored, model);
        for (let round = 0; round < 12; round++) {
          const calls: Call[] = [];
          for (let count = random.below(12); count >= 0; count--) {
            const call = randomCall(random, model);
            calls.push(call);
            model = after([call], model);
          }
          await Promise.all(new Burst(store, calls).promises);
        }
        if (random.chance(0.5)) await store.close();
        else await harness.crash();
      }
    },
  },
];
