import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { Places } from './places.ts';
import type { SegmentFile } from './segment-list.ts';

function fileOf(sequence: number): SegmentFile {
  return { sequence, path: `/wal/${sequence}`, seal: { sequence, salt: 0 }, highest: 0 };
}

/** Records of one size, one behind the other, in files that hold a few of them each. */
class Writer {
  readonly places = new Places();
  readonly files: SegmentFile[] = [fileOf(1)];
  readonly #bytes: number;
  readonly #perFile: number;
  #at = 0;
  /** What the newest record of each index is. */
  readonly truth = new Map<number, { readonly file: SegmentFile; readonly at: number }>();

  constructor(bytes: number, perFile: number) {
    this.#bytes = bytes;
    this.#perFile = perFile;
  }

  write(index: number): void {
    if (this.#at === this.#bytes * this.#perFile) {
      this.files.push(fileOf(this.files.length + 1));
      this.#at = 0;
    }
    const file = this.files.at(-1) ?? fileOf(0);
    this.places.add(index, file, this.#at);
    for (const known of this.truth.keys()) if (known > index) this.truth.delete(known);
    this.truth.set(index, { file, at: this.#at });
    this.#at += this.#bytes;
  }

  /** Where each of these entries is, by the places alone. */
  found(from: number, through: number): Map<number, { file: SegmentFile; at: number }> {
    const found = new Map<number, { file: SegmentFile; at: number }>();
    for (const { file, at, first, last } of this.places.find(from, through))
      for (let index = first; index <= last; index++)
        found.set(index, { file, at: at + (index - first) * this.#bytes });
    return found;
  }
}

describe('places', () => {
  it('lead to the newest record of every entry, however often the log was written anew', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new SeededRandom(seed);
      const writer = new Writer(random.pick([40, 3000, 65_536, 200_000]), 1 + random.below(60));
      let last = 0;
      for (let step = 0; step < 400; step++) {
        const index = random.chance(0.1) ? 1 + random.below(last + 1) : last + 1;
        writer.write(index);
        last = index;
      }
      for (let from = 1; from <= last; from++) {
        const found = writer.found(from, last);
        for (let index = from; index <= last; index++)
          expect(found.get(index), `seed ${seed}, entry ${index}`).toEqual(writer.truth.get(index));
      }
    }
  });

  it('lead, for one who goes along, where they led when it set out', () => {
    const writer = new Writer(70_000, 4);
    for (let index = 1; index <= 20; index++) writer.write(index);
    const before = [...writer.places.find(3, 20)];
    const along = writer.places.find(3, 20);
    const stretches = [along.next().value];
    for (let index = 10; index <= 30; index++) writer.write(index);
    writer.places.dropThrough(writer.files[1] ?? fileOf(0));
    writer.places.clear();
    for (const stretch of along) stretches.push(stretch);
    expect(stretches).toEqual(before);
  });

  it('forget what stands in files that are gone, and find what stands behind', () => {
    const writer = new Writer(100, 10);
    for (let index = 1; index <= 40; index++) writer.write(index);
    writer.places.dropThrough(writer.files[1] ?? fileOf(0));
    expect([...writer.places.find(21, 25)]).toEqual([{ file: writer.files[2], at: 0, first: 21, last: 25 }]);
    expect([...writer.places.find(5, 25)].map(({ first }) => first)).toEqual([]);
  });

  it('are few: one for 64 KiB', () => {
    const writer = new Writer(64, 100_000);
    for (let index = 1; index <= 10_240; index++) writer.write(index);
    const stretches = [...writer.places.find(1, 10_240)];
    expect(stretches.map(({ first, last }) => last - first + 1)).toEqual(Array(10).fill(1024));
  });
});
