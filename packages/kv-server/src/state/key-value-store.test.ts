import fc from 'fast-check';
import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { keyToString } from './bytes.ts';
import { KeyValueStore } from './key-value-store.ts';
import { keyOf, type KeyRecord } from './record-page.ts';
import { RecordPages } from './record-pages.ts';

const KEYS = Array.from({ length: 24 }, (_, number) => Buffer.from(`key ${number}`));
const key = fc.constantFrom(...KEYS);
/** From nothing to what takes a page of its own. */
const bytes = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 3_000 }) },
  { weight: 1, arbitrary: fc.nat({ max: 90_000 }) },
);
const step = fc.oneof(
  { weight: 20, arbitrary: fc.record({ act: fc.constant('put' as const), key, bytes }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('append' as const), key, bytes }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('delete' as const), key }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('capture' as const) }) },
  { weight: 8, arbitrary: fc.record({ act: fc.constant('read' as const), records: fc.nat({ max: 9 }) }) },
);

interface Known {
  /** One character per byte. */
  value: string;
  createRevision: number;
  modRevision: number;
  version: number;
}

type Model = Map<string, Known>;

function asKnown(record: KeyRecord): [string, Known] {
  const { keyLength, keyAndValue, ...history } = record;
  return [keyToString(keyOf(record)), { value: keyToString(keyAndValue.subarray(keyLength)), ...history }];
}

/** A capture that is read little by little, and what must be found in it. */
class Reading {
  readonly #records: Iterator<KeyRecord>;
  readonly #expected: Model;
  readonly #found: Model = new Map();
  done = false;

  constructor(store: KeyValueStore, model: Model) {
    this.#records = store.capture()[Symbol.iterator]();
    this.#expected = new Map([...model].map(([name, known]) => [name, { ...known }]));
  }

  read(count: number): void {
    for (let left = count; left > 0 && !this.done; left--) {
      const next = this.#records.next();
      if (next.done === true) this.#finish();
      else {
        const [name, known] = asKnown(next.value);
        expect(this.#found.has(name)).toBe(false);
        this.#found.set(name, known);
      }
    }
  }

  #finish(): void {
    this.done = true;
    expect(this.#found).toEqual(this.#expected);
  }
}

function change(model: Model, revision: number, name: string, value: string): void {
  const before = model.get(name);
  const { createRevision, version } = before ?? { createRevision: revision, version: 0 };
  model.set(name, { value, createRevision, modRevision: revision, version: version + 1 });
}

describe('KeyValueStore', () => {
  it('holds what a map would, and captures keep what was there', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), fc.nat({ max: 200 }), (steps, fill) => {
        const store = new KeyValueStore([3, 4], 0, new RecordPages(0));
        const model: Model = new Map();
        const readings: Reading[] = [];
        for (const [place, each] of steps.entries()) {
          const name = 'key' in each ? each.key.toString() : '';
          const value = 'bytes' in each ? Buffer.alloc(each.bytes, fill + place) : Buffer.alloc(0);
          if (each.act === 'capture') readings.push(new Reading(store, model));
          else if (each.act === 'read') readings.find(({ done }) => !done)?.read(each.records);
          else if (each.act === 'delete') {
            expect(store.delete(each.key).changed).toBe(model.delete(name));
          } else if (each.act === 'put') {
            store.put(Buffer.concat([each.key, value]), each.key.length);
            change(model, store.revision, name, value.toString('latin1'));
          } else {
            const before = model.get(name)?.value ?? '';
            store.append(each.key, value, Infinity);
            change(model, store.revision, name, before + value.toString('latin1'));
          }
        }
        for (const reading of readings) reading.read(Infinity);
        expect(store.size).toBe(model.size);
        for (const name of KEYS) {
          const found = store.get(name);
          const known = model.get(name.toString());
          expect(found === null ? undefined : { ...found, value: keyToString(found.value) }).toEqual(known);
        }
        const names = Array.from(store.sorted(), (record) => asKnown(record)[0]);
        expect(names).toEqual([...model.keys()].sort());
      }),
      { numRuns: 40 },
    );
  });

  it('takes memory for what is there, not for what was', () => {
    const store = new KeyValueStore([0, 0], 0, new RecordPages(0));
    const random = new SeededRandom(1);
    const name = (number: number): Uint8Array => Buffer.from(`key ${number}`);
    const value = Buffer.alloc(600);
    for (let round = 0; round < 40_000; round++) {
      const key = name(random.below(3_000));
      store.put(Buffer.concat([key, value]), key.length);
      store.delete(name(random.below(100_000)));
    }
    const bytes = store.size * (value.length + 100);
    expect(store.heldBytes).toBeLessThan(bytes * 1.5 + 500_000);
    for (let number = 0; number < 3_000; number++) store.delete(name(number));
    expect(store.size).toBe(0);
    expect(store.heldBytes).toBeLessThan(500_000);
  });

  it('takes little memory for little', () => {
    const store = new KeyValueStore([0, 0]);
    store.put(Buffer.from('kv'), 1);
    expect(store.heldBytes).toBeLessThan(40_000);
  });
});
