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

/** Reads records up to byte `until`, or to the first that is not good, and tells after each how far it came. Fails with `corrupt_log` where one does not follow the one before it. */
export async function scanSegment(
  reader: SegmentReader,
  seal: SegmentSeal,
  chainStart: number,
  onRecord: (record: LogRecord, at: number) => void,
  until = Infinity,
  onGood: (scan: Scan) => void = () => undefined,
): Promise<Scan> {
  let scan: Scan = { end: HEADER_BYTES, chain: chainStart, proven: 0, marked: false };
  for (;;) {
    const at = scan.end;
    const frame = at < until ? await frameAt(reader, at, seal) : null;
    if (frame === null) return scan;
    const bytes = recordBytes(frame.length);
    const record = reader.peek(at, bytes) ?? (await reader.read(at, bytes));
    if (record.byteLength < bytes || !verifyRecord(record, frame, seal)) return scan;
    if (frame.previous !== scan.chain) throw corrupt(reader, at, 'does not follow the record before it');
    const decoded = decodeRecord(record, frame);
    if (decoded === null) throw corrupt(reader, at, 'makes no sense although its checksum is right');
    onRecord(decoded, at);
    scan = {
      end: at + bytes,
      chain: frame.checksum,
      proven: frame.durable,
      marked: decoded.type === 'mark',
    };
    onGood(scan);
  }
}

async function frameAt(reader: SegmentReader, at: number, seal: SegmentSeal): Promise<RecordFrame | null> {
  if (at + RECORD_HEADER_BYTES > reader.size) return null;
  const header = reader.peek(at, RECORD_HEADER_BYTES) ?? (await reader.read(at, RECORD_HEADER_BYTES));
  return header.byteLength < RECORD_HEADER_BYTES ? null : readFrame(header, 0, at, reader.size, seal);
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
  const frame = await frameAt(reader, at, seal);
  if (frame === null) return null;
  const bytes = recordBytes(frame.length);
  const found = await reader.read(at, bytes);
  if (found.byteLength < bytes || !verifyRecord(found, frame, seal)) return null;
  const record = decodeRecord(found, frame);
  return record === null ? null : { record, bytes };
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
