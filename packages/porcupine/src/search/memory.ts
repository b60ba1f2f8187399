import { MemoryExhausted } from '../memory-exhausted.ts';
import { recycle, zeroed } from '../spare-buffers.ts';

/** Counts the bytes that searches hold, and refuses to go over a limit. */
export class MemoryBudget {
  readonly limit: number;
  used = 0;
  peak = 0;

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
  allocate(words: number): Int32Array<ArrayBuffer> {
    this.take(words * 4);
    try {
      return zeroed(words);
    } catch (error) {
      this.give(words * 4);
      throw error;
    }
  }

  /** Takes an array back that nobody holds any more. */
  free(array: Int32Array<ArrayBuffer>): void {
    this.give(array.byteLength);
    recycle(array);
  }
}
