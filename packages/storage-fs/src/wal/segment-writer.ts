import type { Entry, HardState, LogPosition } from '@seaworthy/core';

import { attempt } from '../errors.ts';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { publish } from '../file-system/whole-files.ts';
import { RecordBuffer } from './record-buffer.ts';
import { MARK_BYTES } from './record.ts';
import type { BlankFile } from './segment-allocator.ts';
import {
  encodeSegmentHeader,
  HEADER_BYTES,
  sealOf,
  segmentName,
  type SegmentHeader,
} from './segment-header.ts';

/** Where the records of a segment end. */
export interface SegmentEnd {
  /** Bytes; all before it are durable. */
  readonly at: number;
  /** The checksum of the last record. */
  readonly chain: number;
  /** Whether the last record is a mark. */
  readonly marked: boolean;
}

/** Adds records to one segment: they gather in memory until {@link flush} writes and syncs them as one. */
export class SegmentWriter {
  readonly path: string;
  readonly header: SegmentHeader;
  readonly #file: FileHandle;
  readonly #records: RecordBuffer;
  #durable: number;
  #marked: boolean;

  constructor(file: FileHandle, path: string, header: SegmentHeader, end: SegmentEnd) {
    this.#file = file;
    this.path = path;
    this.header = header;
    this.#records = new RecordBuffer(sealOf(header), end.chain);
    this.#durable = end.at;
    this.#marked = end.marked;
  }

  /** The checksum of the last record. */
  get chain(): number {
    return this.#records.chain;
  }

  /** Bytes that are durable. */
  get durable(): number {
    return this.#durable;
  }

  get used(): number {
    return this.#durable + this.#records.bytes;
  }

  /** Whether a record of `bytes` bytes, and a mark behind it, find room. */
  fits(bytes: number): boolean {
    return this.used + bytes + MARK_BYTES <= this.header.bytes;
  }

  addEntry(entry: Entry): void {
    this.#records.addEntry(entry, this.#durable);
  }

  addHardState(hardState: HardState): void {
    this.#records.addHardState(hardState, this.#durable);
  }

  addPosition(type: 'compact' | 'reset', position: LogPosition): void {
    this.#records.addPosition(type, position, this.#durable);
  }

  /** Makes everything added durable. */
  async flush(): Promise<void> {
    const { bytes } = this.#records;
    if (bytes === 0) return;
    await attempt('write', this.path, () => this.#file.write(this.#records.take(), this.#durable));
    await attempt('sync', this.path, () => this.#file.datasync());
    this.#durable += bytes;
    this.#records.clear();
    this.#marked = false;
  }

  /** Proves that everything before was durable, so that none of it can pass for a torn tail. */
  async mark(): Promise<void> {
    await this.flush();
    if (this.#marked || this.#durable + MARK_BYTES > this.header.bytes) return;
    this.#records.addMark(this.#durable);
    await this.flush();
    this.#marked = true;
  }

  async close(): Promise<void> {
    await attempt('close', this.path, () => this.#file.close());
  }
}

/** What a new segment begins with; `bytes` comes from the file it is written to. */
export type SegmentStart = Omit<SegmentHeader, 'bytes'> & { readonly hardState: HardState };

/** Makes a segment of a blank file, which it closes. It gets its name when its header and its hard state are durable. */
export async function createSegment(
  fileSystem: FileSystem,
  directory: string,
  blank: BlankFile,
  { hardState, ...start }: SegmentStart,
): Promise<SegmentWriter> {
  const path = `${directory}/${segmentName(start.sequence)}`;
  const header: SegmentHeader = { ...start, bytes: blank.bytes };
  const first = new RecordBuffer(sealOf(header), header.chain);
  first.addHardState(hardState, 0);
  const pieces = [encodeSegmentHeader(header), ...first.take()];
  try {
    await attempt('write', blank.path, () => blank.file.write(pieces, 0));
    await attempt('sync', blank.path, () => blank.file.datasync());
  } finally {
    await attempt('close', blank.path, () => blank.file.close());
  }
  await publish(fileSystem, blank.path, path);
  const end: SegmentEnd = { at: HEADER_BYTES + first.bytes, chain: first.chain, marked: false };
  return await openSegment(fileSystem, path, header, end);
}

/** Goes on with a segment; all before `end` is durable. */
export async function openSegment(
  fileSystem: FileSystem,
  path: string,
  header: SegmentHeader,
  end: SegmentEnd,
): Promise<SegmentWriter> {
  const file = await attempt('open', path, () => fileSystem.open(path, 'synced'));
  return new SegmentWriter(file, path, header, end);
}
