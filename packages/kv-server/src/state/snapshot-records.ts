import { crc32 } from 'node:zlib';

/** A snapshot that is not what the state machine wrote. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  readonly code = 'corrupt_snapshot';
  readonly retryable = false;

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(`corrupt snapshot: ${message}`, options.cause === undefined ? undefined : { cause: options.cause });
  }
}

/*
 * A snapshot is a sequence of records:
 * header (JSON: format, version, revision, logTime, lastIndex, settings, keys, sessions), then every key, then every
 * session followed by its answers, then an end with the checksum (CRC-32) of everything before.
 */
export const FORMAT = 'seaworthy-kv';
export const FORMAT_VERSION = 1;
export const RECORD = { header: 1, key: 2, session: 3, answer: 4, end: 5 } as const;

/** Length of the body (4 bytes, little-endian), type (1), body. */
const RECORD_HEADER_BYTES = 5;
/** More than the largest key and value that a server can be told to accept. */
const MAX_RECORD_BYTES = 1_073_741_824;
/** A number is a float64, little-endian. */
export const NUMBER_BYTES = 8;

/** Puts records behind one another, in chunks. */
export class RecordWriter {
  readonly #chunkBytes: number;
  #chunk: Buffer;
  #at = 0;
  #checksum = 0;

  /** Chunks have `chunkBytes`, and as many more as the last record takes. */
  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
    this.#chunk = Buffer.allocUnsafeSlow(chunkBytes);
  }

  /** Whether the chunk is large enough to be taken. */
  get isFull(): boolean {
    return this.#at >= this.#chunkBytes;
  }

  /** CRC-32 of all records so far. */
  get checksum(): number {
    return crc32(this.#chunk.subarray(0, this.#at), this.#checksum);
  }

  /** Adds a record whose body is `numbers` and then `bytes`. */
  add(type: number, numbers: readonly number[], bytes: Uint8Array): void {
    const bodyBytes = numbers.length * NUMBER_BYTES + bytes.length;
    this.#reserve(RECORD_HEADER_BYTES + bodyBytes);
    const chunk = this.#chunk;
    let at = chunk.writeUInt32LE(bodyBytes, this.#at);
    at = chunk.writeUInt8(type, at);
    for (const number of numbers) at = chunk.writeDoubleLE(number, at);
    chunk.set(bytes, at);
    this.#at = at + bytes.length;
  }

  /** What was added since the last time. */
  take(): Uint8Array {
    const taken = this.#chunk.subarray(0, this.#at);
    this.#checksum = crc32(taken, this.#checksum);
    this.#chunk = Buffer.allocUnsafeSlow(this.#chunkBytes);
    this.#at = 0;
    return taken;
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#chunk.length) return;
    const larger = Buffer.allocUnsafeSlow(needed);
    larger.set(this.#chunk.subarray(0, this.#at));
    this.#chunk = larger;
  }
}

export interface SnapshotRecord {
  readonly type: number;
  readonly body: Buffer;
  /** CRC-32 of all records before this one. */
  readonly checksumBefore: number;
}

/** Cuts chunks of any size into records. */
export class RecordReader {
  #parts: Uint8Array[] = [];
  #bytes = 0;
  /** Bytes that must be there before looking makes sense; keeps a large record in small chunks linear. */
  #needed = RECORD_HEADER_BYTES;
  #checksum = 0;

  *push(chunk: Uint8Array): Generator<SnapshotRecord, void, undefined> {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#needed) return;
    const buffer = Buffer.concat(this.#parts);
    let at = 0;
    for (;;) {
      this.#needed = RECORD_HEADER_BYTES;
      if (at + RECORD_HEADER_BYTES > buffer.length) break;
      const bodyBytes = buffer.readUInt32LE(at);
      if (bodyBytes > MAX_RECORD_BYTES) throw new SnapshotError(`a record claims ${bodyBytes} bytes`);
      const bodyStart = at + RECORD_HEADER_BYTES;
      const end = bodyStart + bodyBytes;
      this.#needed = RECORD_HEADER_BYTES + bodyBytes;
      if (end > buffer.length) break;
      const checksumBefore = this.#checksum;
      this.#checksum = crc32(buffer.subarray(at, end), checksumBefore);
      yield { type: buffer[at + 4] as number, body: buffer.subarray(bodyStart, end), checksumBefore };
      at = end;
    }
    this.#parts = at < buffer.length ? [buffer.subarray(at)] : [];
    this.#bytes = buffer.length - at;
  }

  /** Asserts that nothing is left over. */
  end(): void {
    if (this.#bytes > 0) throw new SnapshotError(`it ends with ${this.#bytes} bytes of an unfinished record`);
  }
}
