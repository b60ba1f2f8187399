import type { SnapshotMeta } from '@seaworthy/core';

import { attempt } from '../errors.ts';
import type { FileHandle } from '../file-system/file-system.ts';
import {
  CHUNK_BYTES,
  encodeChunkHeader,
  encodeSnapshotFooter,
  encodeSnapshotHeader,
} from './snapshot-format.ts';

/** So much is synced at a time: all at once at the end would hold up the syncs of the log for as long as that takes. */
const SYNC_BYTES = 4 * 1024 * 1024;

/** Writes one snapshot to an open file, front to back. */
export class SnapshotWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #block: Buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #filled = 0;
  #at = 0;
  #synced = 0;
  #chunks = 0;
  #bytes = 0;
  #checksum = 0;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** So many bytes of the file were written; the last chunk, which is not full yet, is not among them. */
  get at(): number {
    return this.#at;
  }

  async begin(clusterId: string, meta: SnapshotMeta): Promise<void> {
    const { bytes, checksum } = encodeSnapshotHeader(clusterId, meta);
    this.#checksum = checksum;
    await this.#write([bytes]);
  }

  /** Takes a copy, for the source may use its memory again; pieces of any length become chunks of one size. */
  async add(piece: Uint8Array): Promise<void> {
    for (let taken = 0; taken < piece.byteLength;) {
      const count = Math.min(piece.byteLength - taken, CHUNK_BYTES - this.#filled);
      this.#block.set(piece.subarray(taken, taken + count), this.#filled);
      this.#filled += count;
      taken += count;
      if (this.#filled === CHUNK_BYTES) await this.#writeChunk();
    }
  }

  /** Completes the snapshot and makes its contents durable. */
  async finish(): Promise<void> {
    if (this.#filled > 0) await this.#writeChunk();
    const totals = { chunks: this.#chunks, bytes: this.#bytes, checksum: this.#checksum };
    await this.#write([encodeSnapshotFooter(totals)]);
    await this.#sync();
  }

  async #writeChunk(): Promise<void> {
    const data = this.#block.subarray(0, this.#filled);
    const { bytes, checksum } = encodeChunkHeader(data, this.#checksum);
    await this.#write([bytes, data]);
    this.#checksum = checksum;
    this.#chunks += 1;
    this.#bytes += data.byteLength;
    this.#filled = 0;
    if (this.#at - this.#synced >= SYNC_BYTES) await this.#sync();
  }

  async #sync(): Promise<void> {
    await attempt('sync', this.#path, () => this.#file.datasync());
    this.#synced = this.#at;
  }

  async #write(pieces: readonly Uint8Array[]): Promise<void> {
    await attempt('write', this.#path, () => this.#file.write(pieces, this.#at));
    for (const piece of pieces) this.#at += piece.byteLength;
  }
}
