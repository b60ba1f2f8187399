import { StorageError } from '../errors.ts';
import { isZero } from './numbers.ts';
import {
  decodeRecord,
  readFrame,
  RECORD_HEADER_BYTES,
  recordBytes,
  verifyRecord,
  type LogRecord,
  type RecordFrame,
  type SegmentSeal,
} from './record.ts';
import { HEADER_BYTES } from './segment-header.ts';
import type { SegmentReader } from './segment-reader.ts';

/** How far a segment's records reach. */
export interface Scan {
  /** Where the last good record ends, in bytes. */
  readonly end: number;
  /** The checksum of the last good record. */
  readonly chain: number;
  /** The part of the segment that its records prove to have been durable, in bytes. */
  readonly proven: number;
  /** Whether the last good record is a mark, which proves all records before it. */
  readonly marked: boolean;
}

/** Where a {@link SegmentScan} begins and ends, in bytes. */
interface ScanRange {
  /** Where a record begins; default: behind the header. */
  readonly from?: number;
  /** Default: at the first record that is not good. */
  readonly until?: number;
  /** The checksum of the record before; null where it is not known. */
  readonly chain: number | null;
}

/** Goes from record to record, up to the first that is not good. */
export class SegmentScan implements Scan {
  readonly #reader: SegmentReader;
  readonly #seal: SegmentSeal;
  #until: number;
  #chain: number | null;
  #end: number;
  #proven = 0;
  #marked = false;

  constructor(
    reader: SegmentReader,
    seal: SegmentSeal,
    { from = HEADER_BYTES, until = Infinity, chain }: ScanRange,
  ) {
    this.#reader = reader;
    this.#seal = seal;
    this.#end = from;
    this.#until = until;
    this.#chain = chain;
  }

  get end(): number {
    return this.#end;
  }

  get chain(): number {
    return this.#chain ?? 0;
  }

  get proven(): number {
    return this.#proven;
  }

  get marked(): boolean {
    return this.#marked;
  }

  /**
   * Reads on and shows each record, with the place where it begins, before it counts: where `onRecord` throws, the scan
   * stands before that record. Fails with `corrupt_log` where a good record does not follow the one before it.
   */
  async run(onRecord: (record: LogRecord, at: number) => void): Promise<Scan> {
    for (;;) {
      // A promise for each record would cost more than all the rest.
      const missing = this.#takeFromWindow(onRecord);
      if (missing === 0) return this;
      const found = await this.#reader.read(this.#end, missing);
      if (found.byteLength < missing) return this;
    }
  }

  /** Ends the scan behind the record that is being shown. */
  stop(): void {
    this.#until = 0;
  }

  /** Takes the records that are in memory. Returns how many bytes must be there to go on; 0 where it does not go on. */
  #takeFromWindow(onRecord: (record: LogRecord, at: number) => void): number {
    const { window, start, size } = this.#reader;
    while (this.#end < this.#until) {
      const at = this.#end;
      const offset = at - start;
      if (at + RECORD_HEADER_BYTES > size) return 0;
      if (offset < 0 || offset + RECORD_HEADER_BYTES > window.byteLength) return RECORD_HEADER_BYTES;
      const frame = readFrame(window, offset, at, size, this.#seal);
      if (frame === null) return 0;
      const bytes = recordBytes(frame.length);
      if (offset + bytes > window.byteLength) return bytes;
      if (!verifyRecord(window, offset, frame, this.#seal)) return 0;
      onRecord(this.#decode(window, offset, frame), at);
      this.#end = at + bytes;
      this.#chain = frame.checksum;
      this.#proven = frame.durable;
      this.#marked = frame.type === 'mark';
    }
    return 0;
  }

  #decode(window: Buffer, offset: number, frame: RecordFrame): LogRecord {
    if (this.#chain !== null && frame.previous !== this.#chain)
      throw corrupt(this.#reader, this.#end, 'does not follow the record before it');
    const record = decodeRecord(window, offset, frame);
    if (record === null)
      throw corrupt(this.#reader, this.#end, 'makes no sense although its checksum is right');
    return record;
  }
}

function corrupt(reader: SegmentReader, at: number, what: string): StorageError {
  const { path } = reader;
  return new StorageError('corrupt_log', `${path} is corrupt: the record at byte ${at} ${what}`, { path });
}

/** The record at `at`, and how many bytes it takes; null where none is good there. */
export async function recordAt(
  reader: SegmentReader,
  at: number,
  seal: SegmentSeal,
): Promise<{ readonly record: LogRecord; readonly bytes: number } | null> {
  let record: LogRecord | null = null;
  const scan = new SegmentScan(reader, seal, { from: at, chain: null });
  await scan.run((found) => {
    record = found;
    scan.stop();
  });
  return record === null ? null : { record, bytes: scan.end - at };
}

/** What lies behind the last good record of the last segment. */
export interface Tail {
  /** Where the last byte that is not zero ends; the end of the records in an untouched tail. */
  readonly dirtyEnd: number;
}

const STEP_BYTES = 256 * 1024;

/**
 * Tells a torn tail from corruption (FAST '18, "Protocol-Aware Recovery", §3.3.1). The bad record at `scan.end` was
 * acknowledged if any record behind it was written after a sync that covered it, and each record says how far the
 * last sync before it reached. Records of the same unfinished write prove nothing: a disk may keep any part of it.
 */
export async function examineTail(reader: SegmentReader, seal: SegmentSeal, scan: Scan): Promise<Tail> {
  let dirtyEnd = scan.end;
  for (let at = scan.end; at < reader.size; at += STEP_BYTES) {
    // The overlap shows a header whole that begins in this block and ends in the next.
    const block = await reader.read(at, Math.min(STEP_BYTES + RECORD_HEADER_BYTES, reader.size - at));
    if (isZero(block)) continue;
    dirtyEnd = at + lastNonZero(block) + 1;
    for (const candidate of witnesses(block, at, scan.end, reader.size, seal))
      if ((await recordAt(reader, candidate, seal)) !== null)
        throw corrupt(
          reader,
          scan.end,
          `is not what was written, while the record at byte ${candidate} proves that it was durable`,
        );
  }
  return { dirtyEnd };
}

/** Where headers stand in `block` that say that bytes beyond `end` were durable. */
function witnesses(block: Buffer, start: number, end: number, size: number, seal: SegmentSeal): number[] {
  const found: number[] = [];
  for (let offset = 0; offset + RECORD_HEADER_BYTES <= block.byteLength; offset += 8) {
    const at = start + offset;
    const durable = block.readUInt32LE(offset + 12);
    if (durable <= end || durable > at) continue;
    if (readFrame(block, offset, at, size, seal) !== null) found.push(at);
  }
  return found;
}

function lastNonZero(block: Buffer): number {
  let at = block.byteLength - 1;
  while (at > 0 && block[at] === 0) at--;
  return at;
}
