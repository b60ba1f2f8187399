import { crc32 } from 'node:zlib';

import type { Entry, HardState, LogPosition } from '@seaworthy/core';

import { align8, writeUint53 } from './numbers.ts';
import {
  ENTRY_PREFIX_BYTES,
  RECORD_HEADER_BYTES,
  recordBytes,
  writeFrame,
  writePosition,
  type FrameFields,
  type SegmentSeal,
} from './record.ts';

/** Shorter data is copied next to its header: a system call costs more with many small pieces than the copy does. */
const COPY_BELOW_BYTES = 4096;
const BLOCK_BYTES = 256 * 1024;

/** Collects encoded records, in order, as few pieces for one vectored write. */
export class RecordBuffer {
  readonly #seal: SegmentSeal;
  #chain: number;
  #pieces: Uint8Array[] = [];
  #block: Buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  #used = 0;
  /** Where the piece begins that is still growing in the block. */
  #open = 0;
  #bytes = 0;

  constructor(seal: SegmentSeal, chain: number) {
    this.#seal = seal;
    this.#chain = chain;
  }

  /** The checksum of the last record. */
  get chain(): number {
    return this.#chain;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** `durable`: the part of the segment, in bytes, that a sync covered already. */
  addEntry(entry: Entry, durable: number): void {
    const { data, kind } = entry;
    const fields: FrameFields = {
      type: 'entry',
      kind,
      previous: this.#chain,
      length: ENTRY_PREFIX_BYTES + data.byteLength,
      durable,
    };
    const apart = data.byteLength >= COPY_BELOW_BYTES;
    const at = this.#begin(fields, apart ? ENTRY_PREFIX_BYTES : fields.length);
    writePosition(this.#block, at + RECORD_HEADER_BYTES, entry);
    const dataAt = at + RECORD_HEADER_BYTES + ENTRY_PREFIX_BYTES;
    if (apart) {
      const checksum = crc32(data, this.#checksum(at, dataAt));
      this.#closePiece();
      this.#pieces.push(data);
      this.#pad(data.byteLength);
      this.#finish(at, checksum, fields.length);
    } else {
      this.#block.set(data, dataAt);
      this.#block.fill(0, dataAt + data.byteLength, this.#used);
      this.#finish(at, this.#checksum(at, dataAt + data.byteLength), fields.length);
    }
  }

  addHardState(hardState: HardState, durable: number): void {
    const votedFor = hardState.votedFor ?? '';
    const length = 8 + Buffer.byteLength(votedFor);
    const at = this.#begin({ type: 'hard-state', previous: this.#chain, length, durable }, length);
    const payload = at + RECORD_HEADER_BYTES;
    writeUint53(this.#block, hardState.term, payload);
    this.#block.write(votedFor, payload + 8);
    this.#block.fill(0, payload + length, this.#used);
    this.#finish(at, this.#checksum(at, payload + length), length);
  }

  addPosition(type: 'compact' | 'reset', position: LogPosition, durable: number): void {
    const length = ENTRY_PREFIX_BYTES;
    const at = this.#begin({ type, previous: this.#chain, length, durable }, length);
    writePosition(this.#block, at + RECORD_HEADER_BYTES, position);
    this.#finish(at, this.#checksum(at, this.#used), length);
  }

  addMark(durable: number): void {
    const at = this.#begin({ type: 'mark', previous: this.#chain, length: 0, durable }, 0);
    this.#finish(at, this.#checksum(at, this.#used), 0);
  }

  /** The pieces; they stay as they are until {@link clear}. */
  take(): readonly Uint8Array[] {
    this.#closePiece();
    return this.#pieces;
  }

  /** Forgets what was taken and uses its memory again. */
  clear(): void {
    this.#pieces = [];
    this.#used = 0;
    this.#open = 0;
    this.#bytes = 0;
  }

  #begin(fields: FrameFields, payloadHere: number): number {
    const at = this.#reserve(RECORD_HEADER_BYTES + align8(payloadHere));
    writeFrame(this.#block, at, fields, this.#seal);
    return at;
  }

  #checksum(at: number, end: number): number {
    return crc32(this.#block.subarray(at + 4, end), this.#seal.salt);
  }

  #finish(at: number, checksum: number, length: number): void {
    this.#block.writeUInt32LE(checksum, at);
    this.#chain = checksum;
    this.#bytes += recordBytes(length);
  }

  #pad(bytes: number): void {
    const padding = align8(bytes) - bytes;
    if (padding > 0) this.#pieces.push(PADDING.subarray(0, padding));
  }

  #reserve(bytes: number): number {
    if (this.#used + bytes > this.#block.byteLength) {
      this.#closePiece();
      this.#block = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, bytes));
      this.#used = 0;
      this.#open = 0;
    }
    const at = this.#used;
    this.#used += bytes;
    return at;
  }

  #closePiece(): void {
    if (this.#used > this.#open) this.#pieces.push(this.#block.subarray(this.#open, this.#used));
    this.#open = this.#used;
  }
}

const PADDING = Buffer.alloc(8);
