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

/** How a segment is read; by default, from front to back. */
export interface ReaderOptions {
  /** So much is read at once, at least. */
  readonly windowBytes?: number;
  /** Whether the next window is read ahead. */
  readonly readsAhead?: boolean;
}

/**
 * Reads a file by a window that moves, and the next one ahead. Two pieces of memory take turns, so that to read a long log
 * takes no more than a short one: what was handed out is good until the next call.
 */
export class SegmentReader {
  readonly path: string;
  readonly size: number;
  readonly #file: FileHandle;
  readonly #windowBytes: number;
  readonly #readsAhead: boolean;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;
  #ahead: Ahead | null = null;
  /** The memory of the window, and the one that is free. */
  #memory: Buffer = Buffer.alloc(0);
  #spare: Buffer = Buffer.alloc(0);

  constructor(file: FileHandle, path: string, size: number, options: ReaderOptions = {}) {
    this.#file = file;
    this.path = path;
    this.size = size;
    this.#windowBytes = options.windowBytes ?? WINDOW_BYTES;
    this.#readsAhead = options.readsAhead ?? true;
  }

  /** The part of the file that is in memory. */
  get window(): Buffer {
    return this.#window;
  }

  /** Where {@link window} begins in the file, in bytes. */
  get start(): number {
    return this.#start;
  }

  /** The `length` bytes at `position`, fewer at the end of the file; good until the next call. */
  async read(position: number, length: number): Promise<Buffer> {
    const from = position - this.#start;
    if (from >= 0 && from + length <= this.#window.byteLength)
      return this.#window.subarray(from, from + length);
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
    const wanted = Math.min(Math.max(length, this.#windowBytes), Math.max(0, this.size - position));
    const memory = this.#memory.byteLength >= wanted ? this.#memory : Buffer.allocUnsafeSlow(wanted);
    const target = memory.subarray(0, wanted);
    const count = await attempt('read', this.path, () => this.#file.read(target, position));
    this.#memory = memory;
    this.#window = target.subarray(0, count);
    this.#start = position;
  }

  /** Moves on to what was read ahead, where that holds all that is wanted; returns whether it did. */
  async #move(position: number, length: number): Promise<boolean> {
    const kept = this.#start + this.#window.byteLength - position;
    if (this.#ahead === null || kept < 0 || kept > ROOM_BYTES) return false;
    if (length > kept + this.#windowBytes) return false;
    const { memory, bytes } = this.#ahead;
    const count = await bytes;
    this.#ahead = null;
    const from = ROOM_BYTES - kept;
    this.#window.copy(memory, from, position - this.#start);
    this.#window = memory.subarray(from, ROOM_BYTES + count);
    this.#start = position;
    this.#spare = this.#memory;
    this.#memory = memory;
    return true;
  }

  #readAhead(): void {
    const position = this.#start + this.#window.byteLength;
    const wanted = Math.min(this.#windowBytes, this.size - position);
    if (!this.#readsAhead || this.#ahead !== null || wanted <= 0) return;
    const size = ROOM_BYTES + this.#windowBytes;
    const memory = this.#spare.byteLength === size ? this.#spare : Buffer.allocUnsafeSlow(size);
    const target = memory.subarray(ROOM_BYTES, ROOM_BYTES + wanted);
    const bytes = attempt('read', this.path, () => this.#file.read(target, position));
    // Whoever comes to need it is told; most likely somebody does.
    bytes.catch(() => undefined);
    this.#spare = memory;
    this.#ahead = { memory, bytes };
  }
}

/** Opens a segment for reading, and closes it in any case. */
export async function readSegment<Value>(
  fileSystem: FileSystem,
  path: string,
  use: (reader: SegmentReader) => Promise<Value>,
  options: ReaderOptions = {},
): Promise<Value> {
  const handle = await attempt('open', path, () => fileSystem.open(path, 'read'));
  return await withFile(handle, path, async (file) => {
    const size = await attempt('read', path, () => file.size());
    const reader = new SegmentReader(file, path, size, options);
    try {
      return await use(reader);
    } finally {
      await reader.settled();
    }
  });
}
