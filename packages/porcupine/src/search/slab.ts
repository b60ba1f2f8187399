import type { MemoryBudget } from './memory.ts';

/** One allocation that several tables are cut from. */
export class Slab {
  readonly #budget: MemoryBudget;
  #words: Int32Array<ArrayBuffer>;
  #end = 0;

  /**
   * @param words how many there are to cut from.
   * @throws {MemoryExhausted}
   */
  constructor(words: number, budget: MemoryBudget) {
    this.#budget = budget;
    this.#words = budget.allocate(words);
  }

  /** The next words, all of them zero. */
  cut(words: number): Int32Array {
    return new Int32Array(this.#words.buffer, this.#advance(words), words);
  }

  cutPositions(count: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#words.buffer, this.#advance(count), count);
  }

  /** Two words each. Nothing but doubles may have been cut before. */
  cutDoubles(count: number): Float64Array {
    return new Float64Array(this.#words.buffer, this.#advance(count * 2), count);
  }

  /** In bytes, where the words begin that were next. */
  #advance(words: number): number {
    const begin = this.#end;
    this.#end += words;
    if (this.#end > this.#words.length) throw new RangeError('expected the slab to be large enough');
    return begin * 4;
  }

  /** The tables must not be looked at afterwards. */
  release(): void {
    this.#budget.free(this.#words);
    this.#words = new Int32Array(0);
  }
}
