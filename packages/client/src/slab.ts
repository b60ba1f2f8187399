/** As much as some dozens of commands take; a piece that is kept keeps the whole slab. */
const SLAB_BYTES = 16_384;
/** Longer pieces have memory of their own. */
const MAX_PIECE_BYTES = 4096;

/**
 * Cuts short pieces of zeroed memory from longer ones, as Node does for its buffers: a typed array with memory of its
 * own costs several times as much to make and to collect as a view.
 */
export class Slab {
  #bytes = new Uint8Array(0);
  #used = 0;

  take(length: number): Uint8Array {
    if (length > MAX_PIECE_BYTES) return new Uint8Array(length);
    if (this.#used + length > this.#bytes.length) {
      this.#bytes = new Uint8Array(SLAB_BYTES);
      this.#used = 0;
    }
    const piece = this.#bytes.subarray(this.#used, this.#used + length);
    this.#used += length;
    return piece;
  }
}
