import { attempt } from '../errors.ts';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { withFile } from '../file-system/whole-files.ts';

const WINDOW_BYTES = 1 << 20;
/** Room before what is read ahead, for the beginning of a record that ends in it. */
const ROOM_BYTES = 64 * 1024;

/** What is being read of the file behind the window. */
interface Ahead {
  readonly memory: Buffer;
  readonly bytes: Promise<number>;
}

/**
 * Reads a file from front to back by a window that moves, and the next one ahead. Every window is fresh memory, so what
 * was handed out stays as it is, and keeps no more than its own window in memory.
 */
export class SegmentReader {
  readonly path: string;
  readonly size: number;
  readonly #file: FileHandle;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;
  #ahead: Ahead | null = null;

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
    if (!(await this.#move(position, length))) {
      await this.settled();
      await this.#fill(position, length);
    }
    this.#readAhead();
    return this.#window.subarray(0, length);
  }

  /** Resolves when nothing is being read: before, the file must not be closed. */
  async settled(): Promise<void> {
    await this.#ahead?.bytes.catch(() => undefined);
    this.#ahead = null;
  }

  async #fill(position: number, length: number): Promise<void> {
    const wanted = Math.min(Math.max(length, WINDOW_BYTES), Math.max(0, this.size - position));
    const window = Buffer.allocUnsafeSlow(wanted);
    const count = await attempt('read', this.path, () => this.#file.read(window, position));
    this.#window = window.subarray(0, count);
    this.#start = position;
  }

  /** Moves on to what was read ahead, where that holds all that is wanted; returns whether it did. */
  async #move(position: number, length: number): Promise<boolean> {
    const kept = this.#start + this.#window.byteLength - position;
    if (this.#ahead === null || kept < 0 || kept > ROOM_BYTES) return false;
    if (length > kept + WINDOW_BYTES) return false;
    const { memory, bytes } = this.#ahead;
    const count = await bytes;
    this.#ahead = null;
    const from = ROOM_BYTES - kept;
    this.#window.copy(memory, from, position - this.#start);
    this.#window = memory.subarray(from, ROOM_BYTES + count);
    this.#start = position;
    return true;
  }

  #readAhead(): void {
    const position = this.#start + this.#window.byteLength;
    const wanted = Math.min(WINDOW_BYTES, this.size - position);
    if (this.#ahead !== null || wanted <= 0) return;
    const memory = Buffer.allocUnsafeSlow(ROOM_BYTES + wanted);
    const target = memory.subarray(ROOM_BYTES);
    const bytes = attempt('read', this.path, () => this.#file.read(target, position));
    // Whoever comes to need it is told; most likely somebody does.
    bytes.catch(() => undefined);
    this.#ahead = { memory, bytes };
  }
}

/** Opens a segment for reading, and closes it in any case. */
export async function readSegment<Value>(
  fileSystem: FileSystem,
  path: string,
  use: (reader: SegmentReader) => Promise<Value>,
): Promise<Value> {
  const handle = await attempt('open', path, () => fileSystem.open(path, 'read'));
  return await withFile(handle, path, async (file) => {
    const size = await attempt('read', path, () => file.size());
    const reader = new SegmentReader(file, path, size);
    try {
      return await use(reader);
    } finally {
      await reader.settled();
    }
  });
}
