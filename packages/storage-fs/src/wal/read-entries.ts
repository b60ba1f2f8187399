import type { Entry } from '@seaworthy/core';

import { errno, StorageError } from '../errors.ts';
import type { FileSystem } from '../file-system/file-system.ts';
import type { Stretch } from './places.ts';
import type { EntryRecord } from './record.ts';
import { SegmentScan } from './scan.ts';
import type { SegmentFile } from './segment-list.ts';
import { readSegment, type SegmentReader } from './segment-reader.ts';

/** What of the log is wanted. */
interface Wanted {
  /** The index of the first entry. */
  readonly from: number;
  /** So many bytes of data, at most, but one entry at least. */
  readonly maxBytes: number;
}

/** So much is read at once: what is wanted is found within half of it. */
const WINDOW_BYTES = 128 * 1024;
/** Entries without data weigh nothing by their bytes; no more of them are taken all the same. */
const MAX_ENTRIES = 65_536;

/**
 * Reads entries where they stand. Null where a file of theirs was removed; fails with `corrupt_log` where they are not what
 * was written. `files` are those that the log has by then.
 */
export async function readEntries(
  fileSystem: FileSystem,
  files: () => readonly SegmentFile[],
  stretches: Iterator<Stretch, void>,
  wanted: Wanted,
): Promise<readonly Entry[] | null> {
  const reading = new Reading(wanted);
  let next = stretches.next();
  while (next.done !== true && !reading.isFull) {
    const { file } = next.value;
    try {
      await readSegment(
        fileSystem,
        file.path,
        async (reader) => {
          while (next.done !== true && next.value.file === file && !reading.isFull) {
            await reading.take(reader, next.value);
            next = stretches.next();
          }
        },
        { windowBytes: WINDOW_BYTES, readsAhead: false },
      );
    } catch (error) {
      if (!files().includes(file)) return null;
      throw isMissing(error) ? corrupt(file.path, 'is missing') : error;
    }
  }
  return reading.entries;
}

class Reading {
  readonly #from: number;
  readonly #maxBytes: number;
  readonly entries: Entry[] = [];
  #bytes = 0;
  #isFull = false;

  constructor({ from, maxBytes }: Wanted) {
    this.#from = from;
    this.#maxBytes = maxBytes;
  }

  /** Whether no more entries are wanted. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Reads the entries of a stretch, as far as they are wanted. */
  async take(reader: SegmentReader, { file, at, first, last }: Stretch): Promise<void> {
    const scan = new SegmentScan(reader, file.seal, { from: at, chain: null });
    let expected = first;
    await scan.run((record, place) => {
      if (record.type !== 'entry') return;
      if (record.index !== expected)
        throw corrupt(
          reader.path,
          `holds entry ${record.index} at byte ${place}, expected entry ${expected}`,
        );
      if (record.index >= this.#from) this.#keep(record);
      if (expected++ === last || this.#isFull) scan.stop();
    });
    if (expected <= last && !this.#isFull)
      throw corrupt(reader.path, `holds no good record at byte ${scan.end}, expected entry ${expected}`);
  }

  #keep(record: EntryRecord): void {
    const bytes = this.#bytes + record.length;
    this.#isFull = this.entries.length > 0 && (bytes > this.#maxBytes || this.entries.length === MAX_ENTRIES);
    if (this.#isFull) return;
    this.entries.push(record.entry());
    this.#bytes = bytes;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof StorageError && errno(error.cause) === 'ENOENT';
}

function corrupt(path: string, what: string): StorageError {
  return new StorageError('corrupt_log', `${path} is corrupt: it ${what}`, { path });
}
