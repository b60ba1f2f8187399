import { attempt } from '../errors.ts';
import type { FileHandle } from '../file-system/file-system.ts';

const WINDOW_BYTES = 1 << 20;

/**
 * Reads a file from front to back by a window that moves. Every window is fresh memory, so what was handed out stays
 * as it is, and keeps no more than its own window in memory.
 */
export class SegmentReader {
  readonly path: string;
  readonly size: number;
  readonly #file: FileHandle;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(file: FileHandle, path: string, size: number) {
    this.#file = file;
    this.path = path;
    this.size = size;
  }

  /** The `length` bytes at `position`, where they are in the window already. */
  peek(position: number, length: number): Buffer | null {
    const from = position - this.#start;
    if (from < 0 || from + length > this.#window.byteLength) return null;
    return this.#window.subarray(from, from + length);
  }

  /** The `length` bytes at `position`, fewer at the end of the file. */
  async read(position: number, length: number): Promise<Buffer> {
    const here = this.peek(position, length);
    if (here !== null) return here;
    const wanted = Math.min(Math.max(length, WINDOW_BYTES), Math.max(0, this.size - position));
    const window = Buffer.allocUnsafeSlow(wanted);
    const count = await attempt('read', this.path, () => this.#file.read(window, position));
    this.#window = window.subarray(0, count);
    this.#start = position;
    return this.#window.subarray(0, length);
  }
}
