import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { keyHash, type HashSecret } from './key-hash.ts';
import { KeyIndex } from './key-index.ts';

const SECRET: HashSecret = [1, 2];

/** Keys that meet in one table, where they have to give way to each other. */
const CROWDED = Array.from({ length: 60_000 }, (_, number) => Buffer.from(`key ${number}`)).filter(
  (key) => keyHash(key, key.length, SECRET) >>> 24 === 7,
);

const hashOf = (key: Uint8Array): number => keyHash(key, key.length, SECRET);

/** An index of which the location of a key is its place in a list, so that it can be looked at. */
function indexOf(keys: readonly Uint8Array[]): KeyIndex {
  return new KeyIndex(
    SECRET,
    (location, key) => Buffer.compare(keys[location % keys.length] as Uint8Array, key) === 0,
  );
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
          const hash = hashOf(CROWDED[place] as Buffer);
          const before = model.get(place);
          if (act === 'delete') {
            if (before !== undefined) index.remove(hash, before);
            model.delete(place);
          } else {
            // Each key is at its place in the list, or as far behind the end of the list.
            const location = before === place ? place + CROWDED.length : place;
            if (before === undefined) index.add(hash, location);
            else index.move(hash, before, location);
            model.set(place, location);
          }
        }
        expect(index.size).toBe(model.size);
        for (const [place, key] of CROWDED.entries())
          expect(index.get(hashOf(key), key)).toBe(model.get(place));
      }),
    );
  });

  it('tells keys apart whose hashes are equal', () => {
    const byHash = new Map<number, Buffer>();
    let pair: Buffer[] = [];
    for (let number = 0; pair.length === 0; number++) {
      const key = Buffer.from(`${number}`);
      const twin = byHash.get(hashOf(key));
      if (twin !== undefined) pair = [twin, key];
      byHash.set(hashOf(key), key);
    }
    const index = indexOf(pair);
    const [one, other] = pair as [Buffer, Buffer];
    const hash = hashOf(one);
    index.add(hash, 0);
    expect(index.get(hash, other)).toBeUndefined();
    index.add(hash, 1);
    expect([index.get(hash, one), index.get(hash, other)]).toEqual([0, 1]);
    index.remove(hash, 0);
    expect([index.get(hash, one), index.get(hash, other)]).toEqual([undefined, 1]);
  });

  it('takes no more memory for keys that come and go', () => {
    const keys = CROWDED.slice(0, 40);
    const index = indexOf(keys);
    for (const [place, key] of keys.entries()) index.add(hashOf(key), place);
    const { heldBytes } = index;
    for (let round = 0; round < 1_000; round++) {
      const place = round % keys.length;
      const hash = hashOf(keys[place] as Buffer);
      index.remove(hash, place);
      index.add(hash, place);
    }
    expect(index.heldBytes).toBe(heldBytes);
  });

  it('does not take one location for another', () => {
    const index = indexOf(CROWDED);
    const hash = hashOf(CROWDED[0] as Buffer);
    index.add(hash, 0);
    expect(() => index.move(hash, 1, 2)).toThrow(RangeError);
    expect(() => index.remove(hash, 1)).toThrow(RangeError);
  });

  it('keeps the largest location that it takes, and no larger one', () => {
    const key = Buffer.from('k');
    const index = new KeyIndex(SECRET, () => true);
    index.add(hashOf(key), 2 ** 32 - 2);
    expect(index.get(hashOf(key), key)).toBe(2 ** 32 - 2);
    expect(() => index.add(hashOf(key), 2 ** 32 - 1)).toThrow(RangeError);
    expect(() => index.move(hashOf(key), 2 ** 32 - 2, 2 ** 32 - 1)).toThrow(RangeError);
  });
});
