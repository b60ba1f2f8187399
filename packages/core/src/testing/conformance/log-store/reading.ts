import assert from 'node:assert/strict';

import type { LogStore, StoredLog } from '../../../ports/log-store.ts';
import { logIndex, type Entry, type Term } from '../../../raft/types.ts';
import { SeededRandom } from '../../seeded-random.ts';
import type { LogStoreCase, LogStoreFaultCase, LogStoreFaultHarness, LogStoreHarness } from './harness.ts';
import {
  after,
  append,
  assertHolds,
  assertSameEntries,
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
  type LogModel,
} from './model.ts';
import { randomCall } from './random-call.ts';

const EVERYTHING = Number.MAX_SAFE_INTEGER;

/** Several terms, a suffix that was replaced, and data of many lengths. */
const VARIED: readonly Call[] = [
  remember(vote(1, 'n1'), ...entries(1, 20, 1)),
  append(...[21, 22, 23].map((index) => entry(index, 1, new Uint8Array(100_000).fill(index)))),
  append(...entries(24, 60, 2)),
  append(...entries(40, 45, 3)),
  append(entry(46, 3, ''), entry(47, 4, new Uint8Array(300_000).fill(9)), entry(48, 4, '', 'noop')),
  append(...entries(49, 90, 6)),
];

async function wrote(harness: LogStoreHarness, calls: readonly Call[]): Promise<LogStore> {
  const { store } = await opened(harness);
  for (const call of calls) await perform(store, call);
  return store;
}

function read(
  store: LogStore,
  from: number,
  through: number,
  maxBytes = EVERYTHING,
): Promise<readonly Entry[] | null> {
  return store.read(logIndex(from), logIndex(through), maxBytes);
}

/** What a read of these entries gives: as much as `maxBytes` bytes hold, and the first one. */
function expected(model: LogModel, from: number, through: number, maxBytes: number): readonly Entry[] {
  const wanted = model.entries.filter(({ index }) => index >= from && index <= through);
  let bytes = 0;
  const count = wanted.findIndex(({ data }) => (bytes += data.byteLength) > maxBytes);
  return count < 0 ? wanted : wanted.slice(0, Math.max(1, count));
}

async function assertReads(
  store: LogStore,
  model: LogModel,
  from: number,
  through: number,
  maxBytes = EVERYTHING,
): Promise<void> {
  const found = await read(store, from, through, maxBytes);
  assert.ok(found !== null, `entries ${from} to ${through} were not found`);
  assertSameEntries(found, expected(model, from, through, maxBytes));
}

/** Opens, and loads as little as the store likes. */
async function loadedWithout(
  harness: LogStoreHarness,
  omitThrough: number,
): Promise<{ readonly store: LogStore; readonly stored: StoredLog }> {
  const store = await harness.open();
  return { store, stored: await store.load(logIndex(omitThrough)) };
}

/** Asserts that what was loaded and what was left out are together what the model holds. */
function assertHoldsWithout(stored: StoredLog, model: LogModel, omitThrough: number): void {
  const { omitted } = stored;
  if (omitted === undefined) return assertHolds(stored, model);
  const { through, terms } = omitted;
  assert.ok(through <= omitThrough, `entries up to ${through} were left out, asked were ${omitThrough}`);
  const whole = [...model.forgotten, ...model.entries];
  const left = whole.filter(({ index }) => index > stored.base.index && index <= through);
  assert.equal(left.at(-1)?.index, through, 'the last entry that was left out is none of the log');
  assert.equal(terms[0]?.first, stored.base.index + 1, 'the terms do not begin behind the base');
  const termOf = (index: number): Term | undefined => terms.findLast(({ first }) => first <= index)?.term;
  for (const { index, term } of left) assert.equal(termOf(index), term, `the term of entry ${index}`);
  for (const [at, { first }] of terms.entries())
    assert.ok(at === 0 || (terms[at - 1]?.first ?? first) < first, 'the terms do not ascend');
  assertHolds({ ...stored, entries: [...left, ...stored.entries] }, model);
}

/** Loading less than everything, and reading entries later. */
export const readingCases: readonly LogStoreCase[] = [
  {
    name: 'tells the terms of the entries that it leaves out, and no more than may be',
    async run(harness: LogStoreHarness): Promise<void> {
      const calls = [...VARIED, compact(5, 1)];
      await (await wrote(harness, calls)).close();
      for (const omitThrough of [0, 4, 5, 6, 23, 24, 39, 40, 47, 48, 89, 90, 91, 10_000]) {
        const { store, stored } = await loadedWithout(harness, omitThrough);
        assertHoldsWithout(stored, after(calls), omitThrough);
        await store.close();
      }
    },
  },
  {
    name: 'leaves nothing out of an empty log, nor of one that was compacted to its end',
    async run(harness: LogStoreHarness): Promise<void> {
      const first = await loadedWithout(harness, 100);
      assertHoldsWithout(first.stored, EMPTY, 100);
      const calls = [append(...entries(1, 9, 2)), compact(9, 2)];
      for (const call of calls) await perform(first.store, call);
      await first.store.close();
      const second = await loadedWithout(harness, 100);
      assertHoldsWithout(second.stored, after(calls), 100);
      await second.store.close();
    },
  },
  {
    name: 'goes on behind what it left out, replaces it and compacts it',
    async run(harness: LogStoreHarness): Promise<void> {
      await (await wrote(harness, VARIED)).close();
      let model = after(VARIED);
      const lives = [
        append(...entries(91, 95, 6)),
        append(...entries(60, 70, 7)),
        compact(30, 2),
        append(...entries(31, 33, 8)),
        reset(50, 9),
      ];
      for (const call of lives) {
        const { store, stored } = await loadedWithout(harness, 80);
        assertHoldsWithout(stored, model, 80);
        await perform(store, call);
        model = after([call], model);
        await harness.crash();
      }
      const last = await opened(harness);
      assertHolds(last.stored, model);
      await last.store.close();
    },
  },
  {
    name: 'reads every entry that was acknowledged, alone and with those behind it',
    async run(harness: LogStoreHarness): Promise<void> {
      const store = await wrote(harness, VARIED);
      const model = after(VARIED);
      for (const { index } of model.entries) {
        await assertReads(store, model, index, index);
        await assertReads(store, model, index, 90);
      }
      await store.close();
    },
  },
  {
    name: 'reads what an earlier process wrote, though it left it out when it loaded',
    async run(harness: LogStoreHarness): Promise<void> {
      await wrote(harness, VARIED);
      await harness.crash();
      const { store } = await loadedWithout(harness, 10_000);
      const model = after(VARIED);
      for (const from of [1, 20, 21, 24, 39, 40, 46, 47, 90])
        for (const through of [from, 90]) await assertReads(store, model, from, through);
      await store.close();
    },
  },
  {
    name: 'reads no more data than was asked for, but one entry at least',
    async run(harness: LogStoreHarness): Promise<void> {
      const store = await wrote(harness, VARIED);
      const model = after(VARIED);
      const data = model.entries.map(({ data: { byteLength } }) => byteLength);
      const two = (data[0] ?? 0) + (data[1] ?? 0);
      for (const maxBytes of [0, 1, two - 1, two, two + 1, 150_000, 300_001, EVERYTHING])
        for (const from of [1, 20, 21, 45, 46, 47, 48]) await assertReads(store, model, from, 90, maxBytes);
      await store.close();
    },
  },
  {
    name: 'reads what replaced an entry, and nothing beyond the new end',
    async run(harness: LogStoreHarness): Promise<void> {
      const calls = [
        append(...entries(1, 30, 1)),
        append(...entries(10, 12, 2)),
        append(...entries(12, 13, 3)),
      ];
      const store = await wrote(harness, calls);
      await assertReads(store, after(calls), 1, 13);
      await assertReads(store, after(calls), 11, 13);
      for (const through of [14, 30]) assert.equal(await read(store, 9, through), null);
      await perform(store, append(...entries(14, 40, 4)));
      await assertReads(store, after([...calls, append(...entries(14, 40, 4))]), 9, 40);
      await store.close();
    },
  },
  {
    name: 'reads on behind what was compacted, and does not make up what was',
    async run(harness: LogStoreHarness): Promise<void> {
      const calls = [...VARIED, compact(50, 6)];
      const store = await wrote(harness, calls);
      await assertReads(store, after(calls), 51, 90);
      const gone = await read(store, 30, 60);
      if (gone !== null) assertSameEntries(gone, expected(after(VARIED), 30, 60, EVERYTHING));
      await store.close();
    },
  },
  {
    name: 'reads nothing of a log that was reset',
    async run(harness: LogStoreHarness): Promise<void> {
      const store = await wrote(harness, [...VARIED, reset(40, 7)]);
      for (const [from, through] of [
        [1, 10],
        [30, 50],
        [41, 42],
      ] as const)
        assert.equal(await read(store, from, through), null, `entries ${from} to ${through}`);
      await perform(store, append(...entries(41, 44, 7)));
      await assertReads(store, { ...EMPTY, entries: entries(41, 44, 7) }, 41, 44);
      await store.close();
    },
  },
  {
    name: 'reads the log as it was at the call, or nothing, while it is changed',
    async run(harness: LogStoreHarness): Promise<void> {
      const store = await wrote(harness, VARIED);
      let model = after(VARIED);
      for (const changes of [
        [append(...entries(91, 99, 6)), append(...entries(41, 60, 7)), append(...entries(61, 95, 8))],
        [compact(45, 7), append(...entries(61, 92, 9))],
        [reset(70, 9)],
      ]) {
        const reads = [1, 20, 30, 41, 50].map((from) => ({ from, found: read(store, from, 90) }));
        const changed = changes.map((call) => perform(store, call));
        for (const { from, found } of reads) {
          const answer = await found;
          if (answer !== null) assertSameEntries(answer, expected(model, from, 90, EVERYTHING));
        }
        await Promise.all(changed);
        model = after(changes, model);
      }
      await store.close();
    },
  },
  {
    name: 'reads what it should between random calls',
    async run(harness: LogStoreHarness): Promise<void> {
      const random = new SeededRandom(29);
      let model = EMPTY;
      for (let life = 0; life < 6; life++) {
        const omitThrough = random.below(200);
        const { store, stored } = await loadedWithout(harness, omitThrough);
        assertHoldsWithout(stored, model, omitThrough);
        for (let round = 0; round < 60; round++) {
          const call = randomCall(random, model);
          await perform(store, call);
          model = after([call], model);
          if (model.entries.length === 0) continue;
          const from = random.pick(model.entries).index;
          const through = from + random.below((model.entries.at(-1)?.index ?? from) - from + 1);
          await assertReads(store, model, from, through, random.pick([0, 500, 10_000, EVERYTHING]));
        }
        if (random.chance(0.5)) await store.close();
        else await harness.crash();
      }
    },
  },
  {
    name: 'reads nothing after it was closed, but answers what was asked before',
    async run(harness: LogStoreHarness): Promise<void> {
      const store = await wrote(harness, VARIED);
      const before = read(store, 1, 90);
      await store.close();
      assertSameEntries((await before) ?? [], after(VARIED).entries);
      await assert.rejects(read(store, 1, 90), 'a closed store was read');
    },
  },
];

/** Reading from a store whose disk broke. */
export const readingFaultCases: readonly LogStoreFaultCase[] = [
  {
    name: 'reads nothing after a write that failed',
    async run(harness: LogStoreFaultHarness): Promise<void> {
      const { store } = await opened(harness);
      await perform(store, append(...entries(1, 3, 1)));
      harness.failNext();
      await assert.rejects(perform(store, append(entry(4, 1))));
      await assert.rejects(read(store, 1, 3), 'a store that failed was read');
      await store.close().catch(() => undefined);
    },
  },
];
