import { describe, expect, it } from 'vitest';

import type { LogStore } from '../ports/log-store.ts';
import { logIndex, term, type Entry } from '../raft/types.ts';
import { systemClock } from '../system/clock.ts';
import { logStoreConformance, type LogStoreHarness } from './conformance/log-store/index.ts';
import { SlowLogStore } from './slow-log-store.ts';
import { settlePromises, VirtualClock } from './virtual-clock.ts';

class Harness implements LogStoreHarness {
  #store = new SlowLogStore(systemClock);

  open(): Promise<LogStore> {
    this.#store = new SlowLogStore(systemClock, 0, this.#store);
    return Promise.resolve(this.#store);
  }

  crash(): Promise<void> {
    this.#store.crash();
    return Promise.resolve();
  }
}

function entry(index: number): Entry {
  return { index: logIndex(index), term: term(1), kind: 'command', data: new Uint8Array(1) };
}

describe('SlowLogStore', () => {
  it.each(logStoreConformance.map((each) => [each.name, each] as const))('%s', async (_name, each) => {
    await each.run(new Harness());
  });

  it('makes what gathered during a sync durable with the next one, and loses in a crash what was not synced', async () => {
    const clock = new VirtualClock();
    const store = new SlowLogStore(clock, 10);
    const durable: number[] = [];
    for (let index = 1; index <= 3; index++) {
      void store.append({ hardState: null, entries: [entry(index)] }).then(() => durable.push(index));
      clock.advance(1);
    }
    clock.advance(7);
    await settlePromises();
    expect(durable, 'the sync began with the first one').toEqual([1]);
    clock.advance(10);
    await settlePromises();
    expect(durable).toEqual([1, 2, 3]);
    void store.append({ hardState: null, entries: [entry(4)] }).then(() => durable.push(4));
    clock.advance(9);
    store.crash();
    clock.advance(100);
    await settlePromises();
    expect(durable).toEqual([1, 2, 3]);
    const { entries } = await new SlowLogStore(clock, 10, store).load();
    expect(entries.map(({ index }) => index)).toEqual([1, 2, 3]);
  });
});
