import { crc32 } from 'node:zlib';
/** A snapshot that is not what the state machine wrote. */
export class SnapshotError extends Error {
  name = 'SnapshotError';
  code = 'corrupt_snapshot';
  retryable = false;
  constructor(message, options = {}) {
    super(`corrupt snapshot: ${message}`, options.cause === undefined ? undefined : { cause: options.cause });
  }
}
/** Length of the body (4 bytes, little-endian), type (1), body. */
const RECORD_HEADER_BYTES = 5;
/** More than the largest key and value that a server can be told to accept. */
const MAX_RECORD_BYTES = 1_073_741_824;
export function encodeRecord(type, body) {
  const header = Buffer.alloc(RECORD_HEADER_BYTES);
  header.writeUInt32LE(body.reduce((sum, part) => sum + part.length, 0));
  header[4] = type;
  return Buffer.concat([header, ...body]);
}
/** Cuts chunks of any size into records. */
export class RecordReader {
  #parts = [];
  #bytes = 0;
  /** Bytes that must be there before looking makes sense; keeps a large record in small chunks linear. */
  #needed = RECORD_HEADER_BYTES;
  #checksum = 0;
  *push(chunk) {
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
      yield { type: buffer[at + 4], body: buffer.subarray(bodyStart, end), checksumBefore };
      at = end;
    }
    this.#parts = at < buffer.length ? [buffer.subarray(at)] : [];
    this.#bytes = buffer.length - at;
  }
  /** Asserts that nothing is left over. */
  end() {
    if (this.#bytes > 0) throw new SnapshotError(`it ends with ${this.#bytes} bytes of an unfinished record`);
  }
}
//# sourceMappingURL=snapshot-records.js.map
