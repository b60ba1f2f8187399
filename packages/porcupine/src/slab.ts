/** Words that many tables are cut from, one after the other. */
export class Slab {
  readonly #words: Int32Array<ArrayBuffer>;
  #end = 0;

  /** @param words zeroed, and at the beginning of their buffer. */
  constructor(words: Int32Array<ArrayBuffer>) {
    this.#words = words;
  }

  ints(count: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#words.buffer, this.#cut(count), count);
  }

  positions(count: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#words.buffer, this.#cut(count), count);
  }

  /** Takes two words each, and one more where they would begin between two doubles. */
  doubles(count: number): Float64Array<ArrayBuffer> {
    this.#end += this.#end % 2;
    return new Float64Array(this.#words.buffer, this.#cut(count * 2), count);
  }

  /** Four to a word. */
  flags(count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#words.buffer, this.#cut(Math.ceil(count / 4)), count);
  }

  /** Where the next words begin, in bytes. */
  #cut(words: number): number {
    const begin = this.#end;
    this.#end += words;
    if (this.#end > this.#words.length) throw new RangeError('expected the slab to be large enough');
    return begin * 4;
  }
}
