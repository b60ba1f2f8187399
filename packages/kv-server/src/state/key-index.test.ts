import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { keyHash, type HashSecret } from './key-hash.ts';
import { KeyIndex } from './key-index.ts';

const SECRET: HashSecret = [1, 2];

/** Keys that meet in one table, where they have to give way to each other. */
const CROWDED = Array.from({ length: 60_000 }, (_, number) => Buffer.from(`key ${number}`)).filter(
  (key) => keyHash(key, SECRET) >>> 24 === 7,
);

/** An index of which the location of a key is its place in a list, so that it can be looked at. */
function indexOf(keys: readonly Uint8Array[]): KeyIndex {
  return new KeyIndex(SECRET, (location, key) => Buffer.compare(keys[location] as Uint8Array, key) === 0);
}

describe('KeyIndex', () => {
  it('finds what a map finds, however keys crowd, come and go', () => {
    expect(CROWDED.length).toBeGreaterThan(150);
    const steps = fc.array(
      fc.record({
        act: fc.constantFrom('set' as const, 'set' as const, 'delete' as const),
        place: fc.nat({ max: CROWDED.length - 1 }),
      }),
      { maxLength: 400, size: 'max' },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const index = indexOf(CROWDED);
        const model = new Map<number, number>();
        for (const { act, place } of list) {
          const key = CROWDED[place] as Buffer;
          expect(act === 'set' ? index.set(key, place) : index.delete(key)).toBe(model.get(place));
          if (act === 'set') model.set(place, place);
          else model.delete(place);
        }
        expect(index.size).toBe(model.size);
        for (const [place, key] of CROWDED.entries()) expect(index.get(key)).toBe(model.get(place));
      }),
    );
  });

  it('tells keys apart whose hashes are equal', () => {
    const byHash = new Map<number, Buffer>();
    let pair: Buffer[] = [];
    for (let number = 0; pair.length === 0; number++) {
      const key = Buffer.from(`${number}`);
      const twin = byHash.get(keyHash(key, SECRET));
      if (twin !== undefined) pair = [twin, key];
      byHash.set(keyHash(key, SECRET), key);
    }
    const index = indexOf(pair);
    const [one, other] = pair as [Buffer, Buffer];
    index.set(one, 0);
    expect(index.get(other)).toBeUndefined();
    index.set(other, 1);
    expect([index.get(one), index.get(other)]).toEqual([0, 1]);
    index.delete(one);
    expect([index.get(one), index.get(other)]).toEqual([undefined, 1]);
  });

  it('takes no more memory for keys that come and go', () => {
    const keys = CROWDED.slice(0, 40);
    const index = indexOf(keys);
    for (const place of keys.keys()) index.set(keys[place] as Buffer, place);
    const { heldBytes } = index;
    for (let round = 0; round < 1_000; round++) {
      const key = keys[round % keys.length] as Buffer;
      index.delete(key);
      index.set(key, round % keys.length);
    }
    expect(index.heldBytes).toBe(heldBytes);
  });

  it('keeps the largest location that it takes', () => {
    const key = Buffer.from('k');
    const index = new KeyIndex(SECRET, () => true);
    index.set(key, 2 ** 32 - 2);
    expect(index.get(key)).toBe(2 ** 32 - 2);
  });
});
