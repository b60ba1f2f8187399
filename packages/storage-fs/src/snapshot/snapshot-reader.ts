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
  encodeSnapshotHeader,
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
  #chunks = 0;
  #bytes = 0;

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

  /**
   * Passes over the first chunks, of full size, as many as fit into `bytes` and as the file may have, without reading
   * them; says how many bytes they hold. Comes right after {@link header}. What follows is verified against what the
   * last of them says of itself.
   */
  async skip(bytes: number): Promise<number> {
    const room = (await attempt('read', this.#path, () => this.#file.size())) - this.#at - FOOTER_BYTES;
    const there = Math.floor(Math.max(0, room) / (CHUNK_HEADER_BYTES + CHUNK_BYTES));
    const chunks = Math.min(there, Math.floor(bytes / CHUNK_BYTES));
    if (chunks === 0) return 0;
    this.#at += (chunks - 1) * (CHUNK_HEADER_BYTES + CHUNK_BYTES);
    const last = await this.#readAt(this.#at, CHUNK_HEADER_BYTES);
    if (last.byteLength < CHUNK_HEADER_BYTES || last.readUInt32LE(0) !== CHUNK_BYTES)
      throw corruptSnapshot(this.#path, `the chunk at byte ${this.#at} is not of full size`);
    this.#checksum = last.readUInt32LE(4);
    this.#at += CHUNK_HEADER_BYTES + CHUNK_BYTES;
    this.#chunks = chunks;
    this.#bytes = chunks * CHUNK_BYTES;
    return this.#bytes;
  }

  /** Whether this file has, to the byte, the header of that snapshot. Comes first, in the place of {@link header}. */
  async isOf(clusterId: string, meta: SnapshotMeta): Promise<boolean> {
    const { bytes, checksum } = encodeSnapshotHeader(clusterId, meta);
    const found = await this.#readAt(0, bytes.byteLength);
    this.#at = bytes.byteLength;
    this.#checksum = checksum;
    return bytes.equals(found);
  }

  /** The chunks of full size, up to where the file ends. Fails at the first that does not verify. */
  async *fullChunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const data = await this.#chunk();
      if (data?.byteLength !== CHUNK_BYTES) return;
      this.#count(data);
      yield data;
    }
  }

  /** The data, in chunks; ends normally only if the whole snapshot was as it was written. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const data = await this.#chunk();
      if (data === null) break;
      this.#count(data);
      yield data;
    }
    const footer = await this.#readAt(this.#at, FOOTER_BYTES + 1);
    if (footer.byteLength > FOOTER_BYTES) throw corruptSnapshot(this.#path, 'more follows its footer');
    checkSnapshotFooter(
      footer,
      { chunks: this.#chunks, bytes: this.#bytes, checksum: this.#checksum },
      this.#path,
    );
  }

  #count(data: Uint8Array): void {
    this.#chunks += 1;
    this.#bytes += data.byteLength;
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
