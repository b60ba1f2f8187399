import type { SegmentFile } from './segment-list.ts';

/** One entry's place: in which file, and at which byte its record begins. */
interface Place {
  readonly index: number;
  readonly file: SegmentFile;
  readonly at: number;
}

/** Entries `first` to `last`: their records stand one behind the other in one file, the first of them at byte `at`. */
export interface Stretch {
  readonly file: SegmentFile;
  readonly at: number;
  readonly first: number;
  readonly last: number;
}

/** Places are known at this distance; so much is read in vain, at most, to find an entry. */
const DISTANCE_BYTES = 64 * 1024;

/**
 * Where the entries of the log stand: one place every 64 KiB, and wherever an entry does not stand behind the one before it.
 * Both indices and places ascend, since whatever is written again is written behind.
 */
export class Places {
  /** Never changed but by adding to it: whoever goes along it is not disturbed. */
  #places: Place[] = [];
  #last = 0;

  /** Entry `index` was written at byte `at` of the newest file, and replaces all at and after it. */
  add(index: number, file: SegmentFile, at: number): void {
    const known = this.#places.at(-1);
    const follows = index === this.#last + 1 && known?.file === file;
    if (index <= this.#last) this.#places = this.#places.filter((place) => place.index < index);
    this.#last = index;
    if (!follows || at - known.at >= DISTANCE_BYTES) this.#places.push({ index, file, at });
  }

  clear(): void {
    this.#places = [];
  }

  /** Forgets what stands in files up to this one. */
  dropThrough(file: SegmentFile): void {
    this.#places = this.#places.filter((place) => place.file.sequence > file.sequence);
  }

  /** Where entries `from` to `through` stand now, whatever is written while one goes along. */
  find(from: number, through: number): Generator<Stretch, void, undefined> {
    return stretches(this.#places, lastNotAfter(this.#places, from), through);
  }
}

/** Where the last place is that is not behind entry `index`; -1 where there is none. */
function lastNotAfter(places: readonly Place[], index: number): number {
  let [low, high] = [-1, places.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((places[middle] as Place).index <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

function* stretches(
  places: readonly Place[],
  start: number,
  through: number,
): Generator<Stretch, void, undefined> {
  for (let at = start; ; at++) {
    const place = places[at];
    if (place === undefined || place.index > through) return;
    const next = places[at + 1]?.index ?? Infinity;
    yield { file: place.file, at: place.at, first: place.index, last: Math.min(through, next - 1) };
  }
}
