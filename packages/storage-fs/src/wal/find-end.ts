import type { LogPosition, LostEntries } from '@seaworthy/core';

import type { FileSystem } from '../file-system/file-system.ts';
import { isDamage, type LogFiles } from './examine.ts';
import { isZero } from './numbers.ts';
import { RECORD_HEADER_BYTES } from './record.ts';
import { recordAt } from './scan.ts';
import { decodeSegmentHeader, HEADER_BYTES, sealOf, type SegmentHeader } from './segment-header.ts';
import { readSegment, type SegmentReader } from './segment-reader.ts';
import type { Watermark } from './watermark.ts';

/**
 * Where a damaged log ended, as its last entry tells that can still be read; null where what comes behind that entry may
 * have been one, too. Never less than what the log held: this is what the node may have acknowledged.
 */
export async function findEnd(
  fileSystem: FileSystem,
  { sequences }: LogFiles,
  watermark: Watermark,
): Promise<LogPosition | null> {
  const newest = sequences.at(-1);
  if (newest === undefined || newest.sequence < watermark.sequence) return null;
  const durable = newest.sequence === watermark.sequence ? watermark.durable : 0;
  try {
    return await readSegment(fileSystem, newest.path, async (reader) => {
      const header = decodeSegmentHeader(await reader.read(0, HEADER_BYTES), newest.path);
      const { last, end } = await lastOf(reader, header);
      return end < durable ? null : withEarlier(last, header.lost);
    });
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

/** No record begins in so many bytes of zeros; a header that begins behind them may reach back by its first fields. */
const STEP_BYTES = 4096;

/** Where the next record may begin, where none does at `at`; and whether there are only zeros before that. */
export async function skipToRecord(
  reader: SegmentReader,
  at: number,
): Promise<{ readonly isBlank: boolean; readonly next: number }> {
  const isBlank = isZero(await reader.read(at, STEP_BYTES));
  return { isBlank, next: at + (isBlank ? STEP_BYTES - RECORD_HEADER_BYTES : 8) };
}

/** Reads on behind damage; what stood there may have been an entry, until a later one tells more. */
async function lastOf(
  reader: SegmentReader,
  header: SegmentHeader,
): Promise<{ readonly last: LogPosition | null; readonly end: number }> {
  let last: LogPosition | null = header.last;
  let end = HEADER_BYTES;
  for (let at = HEADER_BYTES; at < reader.size;) {
    const found = await recordAt(reader, at, sealOf(header));
    if (found === null) {
      const { isBlank, next } = await skipToRecord(reader, at);
      if (!isBlank) last = null;
      at = next;
      continue;
    }
    if (at > end) last = null;
    const { record } = found;
    if (record.type === 'entry') last = { index: record.index, term: record.term };
    if (record.type === 'reset') last = record.position;
    at += found.bytes;
    end = at;
  }
  return { last, end };
}

/** A log that lacked something before reached at least as far as that did. */
function withEarlier(last: LogPosition | null, lost: LostEntries | null): LogPosition | null {
  if (lost === null || last === null) return last;
  if (lost.last === null) return null;
  const isLater =
    lost.last.term > last.term || (lost.last.term === last.term && lost.last.index > last.index);
  return isLater ? lost.last : last;
}
