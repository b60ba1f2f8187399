import { Places, type Stretch } from './places.ts';
import type { SegmentSeal } from './record.ts';
import { sealOf, type SegmentHeader } from './segment-header.ts';

/** One file of the log. */
export interface SegmentFile {
  readonly sequence: number;
  readonly path: string;
  readonly seal: SegmentSeal;
  /** The highest index of an entry in it that may still count; 0 where none does. */
  highest: number;
}

/** The files of the log, oldest first, and which of them nobody needs any more. The last one is live. */
export class SegmentList {
  #files: SegmentFile[] = [];
  readonly #places = new Places();

  get files(): readonly SegmentFile[] {
    return this.#files;
  }

  add(path: string, header: SegmentHeader): void {
    this.#files.push({ sequence: header.sequence, path, seal: sealOf(header), highest: 0 });
  }

  /** Entry `index` was written to the live file, at byte `at`. */
  noteEntry(index: number, at: number): void {
    const live = this.#files.at(-1);
    if (live === undefined) return;
    live.highest = Math.max(live.highest, index);
    this.#places.add(index, live, at);
  }

  /** A reset was written to the live file: it leaves no use for the entries before it. */
  noteReset(): void {
    for (const file of this.#files) file.highest = 0;
    this.#places.clear();
  }

  /**
   * Takes out the files that hold nothing beyond `base`: always the oldest, so that what stays is whole, and never the
   * live one. Everything noted must be durable.
   */
  takeDead(base: number): readonly SegmentFile[] {
    let count = 0;
    while (count < this.#files.length - 1 && (this.#files[count]?.highest ?? Infinity) <= base) count++;
    const dead = this.#files.splice(0, count);
    const newest = dead.at(-1);
    if (newest !== undefined) this.#places.dropThrough(newest);
    return dead;
  }

  /** Where entries `from` to `through` stand, which are in the log; see {@link Places.find}. */
  find(from: number, through: number): Generator<Stretch, void, undefined> {
    return this.#places.find(from, through);
  }
}
