/** One file of the log. */
export interface SegmentFile {
  readonly sequence: number;
  readonly path: string;
  /** The highest index of an entry in it that may still count; 0 where none does. */
  highest: number;
}

/** The files of the log, oldest first, and which of them nobody needs any more. The last one is live. */
export class SegmentList {
  #files: SegmentFile[] = [];

  get files(): readonly SegmentFile[] {
    return this.#files;
  }

  add(sequence: number, path: string): void {
    this.#files.push({ sequence, path, highest: 0 });
  }

  /** Entry `index` was written to the live file. */
  noteEntry(index: number): void {
    const live = this.#files.at(-1);
    if (live !== undefined) live.highest = Math.max(live.highest, index);
  }

  /** A reset was written to the live file: it leaves no use for the entries before it. */
  noteReset(): void {
    for (const file of this.#files) file.highest = 0;
  }

  /**
   * Takes out the files that hold nothing beyond `base`: always the oldest, so that what stays is whole, and never the
   * live one. Everything noted must be durable.
   */
  takeDead(base: number): readonly SegmentFile[] {
    let count = 0;
    while (count < this.#files.length - 1 && (this.#files[count]?.highest ?? Infinity) <= base) count++;
    return this.#files.splice(0, count);
  }
}
