import type { Entry, LogPosition } from '@seaworthy/core';

import type { FileSystem } from '../file-system/file-system.ts';
import { DAMAGED } from '../file-system/whole-files.ts';
import { isDamage, listLogFiles } from './examine.ts';
import { skipToRecord } from './find-end.ts';
import type { EntryRecord, LogRecord } from './record.ts';
import { SegmentScan } from './scan.ts';
import {
  decodeSegmentHeader,
  HEADER_BYTES,
  parseSegmentName,
  sealOf,
  type SegmentHeader,
} from './segment-header.ts';
import { readSegment, type SegmentReader } from './segment-reader.ts';

/** More data than this is not kept in memory for the case that it is asked for. */
const MAX_SAVED_BYTES = 64 << 20;

/** A file behind the place where a damaged log was cut off, and where its part begins that was given up. */
interface GivenUp {
  readonly path: string;
  readonly from: number;
}

/**
 * The entries behind the damage of a log that goes on without what was damaged, where it can be told what the log held: every
 * entry that can still be read, up to its end, and between them only gaps within one term. Null where it cannot be told, or
 * where they are too many. `resumed` is the header of the segment that goes on.
 */
export async function readSavedEntries(
  fileSystem: FileSystem,
  directory: string,
  resumed: SegmentHeader,
): Promise<readonly Entry[] | null> {
  const end = resumed.lost?.last ?? null;
  if (end === null) return null;
  const track = new Track(resumed);
  for (const file of await filesBehind(fileSystem, directory, resumed)) {
    try {
      await readSegment(fileSystem, file.path, (reader) => follow(track, reader, file.from));
    } catch (error) {
      if (!isDamage(error)) throw error;
      track.leave();
    }
  }
  return track.endsAt(end) ? track.entries : null;
}

async function filesBehind(
  fileSystem: FileSystem,
  directory: string,
  { sequence: newest, resumes }: SegmentHeader,
): Promise<readonly GivenUp[]> {
  const { sequence: cut, at } = resumes ?? { sequence: 0, at: 0 };
  const { sequences, damaged } = await listLogFiles(fileSystem, directory);
  const aside = damaged.filter((path) => {
    const sequence = parseSegmentName(path.slice(directory.length + 1, -DAMAGED.length));
    return sequence !== null && sequence > cut && sequence < newest;
  });
  const cutOff = sequences.filter(({ sequence }) => sequence === cut);
  return [...cutOff.map(({ path }) => ({ path, from: at })), ...aside.map((path) => ({ path, from: 0 }))];
}

/** Reads on behind all damage in one file; from its header where `from` is 0. */
async function follow(track: Track, reader: SegmentReader, from: number): Promise<void> {
  const header = decodeSegmentHeader(await reader.read(0, HEADER_BYTES), reader.path);
  if (from === 0) track.enter(header.chain);
  for (let at = Math.max(from, HEADER_BYTES); at < reader.size;) {
    const scan = new SegmentScan(reader, sealOf(header), { from: at, chain: null });
    try {
      await scan.run((record) => track.take(record));
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    if (scan.end > at) track.leave(scan.chain);
    at = scan.end > at ? scan.end : (await skipToRecord(reader, at)).next;
  }
}

/** Goes along what a log held, over its gaps, as long as nothing in them can have changed what stood before. */
class Track {
  readonly #beginning: LogPosition;
  #last: LogPosition;
  /** The checksum of the last good record. */
  #chain: number;
  /** Whether something may be missing behind the last good record. */
  #isCut = true;
  /** Whether something is missing behind the last entry. */
  #hasGap = false;
  #isLost = false;
  #bytes = 0;
  #entries: Entry[] = [];

  constructor({ last, chain }: SegmentHeader) {
    this.#beginning = last;
    this.#last = last;
    this.#chain = chain;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Begins a segment, whose header tells the checksum of the last record before it. */
  enter(chain: number): void {
    this.#isCut = chain !== this.#chain;
  }

  /** Comes to where no good record follows. */
  leave(chain = this.#chain): void {
    this.#chain = chain;
    this.#isCut = true;
  }

  take(record: LogRecord): void {
    this.#hasGap ||= this.#isCut;
    this.#isCut = false;
    if (record.type === 'reset') this.#isLost = true;
    if (record.type === 'entry' && !this.#isLost) this.#takeEntry(record);
  }

  endsAt({ index, term }: LogPosition): boolean {
    return !this.#isLost && this.#last.index === index && this.#last.term === term;
  }

  #takeEntry(record: EntryRecord): void {
    if (record.index <= this.#last.index) this.#entries = this.#entriesBefore(record.index);
    if (!this.#leadsTo(record)) {
      this.#isLost = true;
      return;
    }
    this.#entries.push(record.entry());
    this.#bytes += record.length;
    this.#last = { index: record.index, term: record.term };
    this.#hasGap = false;
    if (this.#bytes > MAX_SAVED_BYTES) this.#isLost = true;
  }

  /**
   * Over a gap, only to an entry of the same term: the leader of that term made both and never took one back, so the log that
   * held the later one held the earlier one, and between them entries of that term (Raft §5.3, §5.4). What is written again
   * comes right behind an entry that is known; not before the damage, where the log goes on as it is.
   */
  #leadsTo({ index, term }: LogPosition): boolean {
    if (this.#hasGap) return index > this.#last.index && term === this.#last.term;
    return index === (this.#entries.at(-1) ?? this.#beginning).index + 1;
  }

  #entriesBefore(index: number): Entry[] {
    return this.#entries.filter((entry) => entry.index < index);
  }
}
