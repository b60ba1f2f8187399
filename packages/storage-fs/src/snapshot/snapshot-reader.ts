import type { SnapshotMeta } from '@seaworthy/core';

import { attempt } from '../errors.ts';
import type { FileHandle } from '../file-system/file-system.ts';
import {
  checkSnapshotFooter,
  CHUNK_BYTES,
  CHUNK_HEADER_BYTES,
  chunkChecksum,
  corruptSnapshot,
  decodeSnapshotHeader,
  FOOTER_BYTES,
  PREAMBLE_BYTES,
  snapshotHeaderBytes,
} from './snapshot-format.ts';

/** Reads one snapshot from an open file, front to back, and vouches for all it hands out. */
export class SnapshotReader {
  readonly #file: FileHandle;
  readonly #path: string;
  #at = 0;
  #checksum = 0;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** Comes first. */
  async header(): Promise<{ readonly clusterId: string; readonly meta: SnapshotMeta }> {
    const length = snapshotHeaderBytes(await this.#readAt(0, PREAMBLE_BYTES), this.#path);
    const bytes = await this.#readAt(0, length);
    if (bytes.byteLength < length) throw corruptSnapshot(this.#path, 'it ends within its header');
    const { clusterId, meta, checksum } = decodeSnapshotHeader(bytes, this.#path);
    this.#at = length;
    this.#checksum = checksum;
    return { clusterId, meta };
  }

  /** The data, in chunks; ends normally only if the whole snapshot was as it was written. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    let chunks = 0;
    let bytes = 0;
    for (;;) {
      const data = await this.#chunk();
      if (data === null) break;
      chunks += 1;
      bytes += data.byteLength;
      yield data;
    }
    const footer = await this.#readAt(this.#at, FOOTER_BYTES + 1);
    if (footer.byteLength > FOOTER_BYTES) throw corruptSnapshot(this.#path, 'more follows its footer');
    checkSnapshotFooter(footer, { chunks, bytes, checksum: this.#checksum }, this.#path);
  }

  async #chunk(): Promise<Uint8Array | null> {
    const header = await this.#readAt(this.#at, CHUNK_HEADER_BYTES);
    if (header.byteLength < CHUNK_HEADER_BYTES) throw corruptSnapshot(this.#path, 'it ends early');
    const length = header.readUInt32LE(0);
    if (length === 0) return null;
    if (length > CHUNK_BYTES)
      throw corruptSnapshot(this.#path, `the chunk at byte ${this.#at} claims ${length} bytes`);
    const data = await this.#readAt(this.#at + CHUNK_HEADER_BYTES, length);
    const checksum = chunkChecksum(header, data, this.#checksum);
    if (data.byteLength < length || checksum !== header.readUInt32LE(4))
      throw corruptSnapshot(this.#path, `the chunk at byte ${this.#at} does not match its checksum`);
    this.#at += CHUNK_HEADER_BYTES + length;
    this.#checksum = checksum;
    return data;
  }

  async #readAt(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(length);
    const count = await attempt('read', this.#path, () => this.#file.read(bytes, position));
    return bytes.subarray(0, count);
  }
}
