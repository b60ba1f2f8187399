/** Thrown inside the search when its memory is used up; it never leaves the package. */
export class MemoryExhausted extends Error {}

/** Up to so many words, arrays are kept to be used again: of many small searches, most of the time went into them. */
const SMALL = 4_096;
/** So many of each length. */
const MOST_SPARE = 8;

/** Counts the bytes that searches hold, and refuses to go over a limit. */
export class MemoryBudget {
  readonly limit: number;
  used = 0;
  peak = 0;
  readonly #spare = new Map<number, Int32Array[]>();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** @throws {MemoryExhausted} */
  take(bytes: number): void {
    if (this.used + bytes > this.limit) throw new MemoryExhausted();
    this.used += bytes;
    if (this.used > this.peak) this.peak = this.used;
  }

  give(bytes: number): void {
    this.used -= bytes;
  }

  /** @throws {MemoryExhausted} */
  allocate(words: number): Int32Array {
    this.take(words * 4);
    const spare = this.#spare.get(words)?.pop();
    if (spare !== undefined) return spare.fill(0);
    try {
      return new Int32Array(words);
    } catch (cause) {
      // The limit may exceed what the machine, or the length of a typed array, allows.
      this.give(words * 4);
      throw new MemoryExhausted('allocation failed', { cause });
    }
  }

  /** Takes an array back that nobody holds any more. */
  free(array: Int32Array): void {
    this.give(array.byteLength);
    if (array.length === 0 || array.length > SMALL) return;
    const spare = this.#spare.get(array.length);
    if (spare === undefined) this.#spare.set(array.length, [array]);
    else if (spare.length < MOST_SPARE) spare.push(array);
  }
}
