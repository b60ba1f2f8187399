import {
  stillLost,
  type Clock,
  type Entry,
  type HardState,
  type LogPosition,
  type LogWrite,
  type LostEntries,
  type Random,
} from '@seaworthy/core';

import type { StorageError } from '../errors.ts';
import type { FileSystem } from '../file-system/file-system.ts';
import type { StorageIdentity } from '../identity.ts';
import type { WarningListener } from '../warnings.ts';
import { readEntries } from './read-entries.ts';
import { ENTRY_PREFIX_BYTES, MARK_BYTES, recordBytes } from './record.ts';
import type { LogBounds } from './replay.ts';
import { scrubLog } from './scrub-log.ts';
import { SegmentAllocator } from './segment-allocator.ts';
import { HEADER_BYTES } from './segment-header.ts';
import type { SegmentFile, SegmentList } from './segment-list.ts';
import { createSegment, type SegmentWriter } from './segment-writer.ts';
import type { Watermark, WatermarkFile } from './watermark.ts';

/** What a log needs to write its files. */
export interface WalContext {
  readonly fileSystem: FileSystem;
  /** The directory of the segments. */
  readonly directory: string;
  readonly identity: StorageIdentity;
  readonly random: Random;
  readonly clock: Clock;
  readonly segmentBytes: number;
  /** How many segments are kept ready, full of zeros, before they are needed. */
  readonly segmentsAhead: number;
  /** Whether every call has a sync of its own. */
  readonly syncEach: boolean;
  readonly onWarning: WarningListener;
  /** How a damaged log is gone on with; null where it is not. */
  readonly repair: LogRepair | null;
}

/** What it takes to go on with a damaged log. */
export interface LogRepair {
  /** The index of the newest snapshot that verifies, 0 without any. */
  newestSnapshot(): Promise<number>;
}

/** Where a log goes on. */
export interface WalState extends LogBounds {
  readonly hardState: HardState;
  readonly segments: SegmentList;
  readonly live: SegmentWriter;
  readonly watermark: WatermarkFile;
}

/** No hard state is longer: a term, and a node id of 63 bytes. */
const HARD_STATE_BYTES = recordBytes(8 + 63);

/** The files of the log as one sequence of records. What is added is durable after the next {@link flush}. */
export class Wal {
  readonly #context: WalContext;
  readonly #allocator: SegmentAllocator;
  readonly #segments: SegmentList;
  readonly #watermark: WatermarkFile;
  #live: SegmentWriter;
  #hardState: HardState;
  /** Whether the watermark lacks {@link #hardState}. */
  #voted = false;
  #base: LogPosition;
  #last: LogPosition;
  #lost: LostEntries | null;

  constructor(context: WalContext, state: WalState) {
    this.#context = context;
    this.#allocator = new SegmentAllocator(context);
    this.#segments = state.segments;
    this.#watermark = state.watermark;
    this.#live = state.live;
    this.#hardState = state.hardState;
    this.#base = state.base;
    this.#last = state.last;
    this.#lost = state.lost;
  }

  async addWrite(write: LogWrite): Promise<void> {
    const { hardState, entries } = write;
    if (hardState !== null) {
      if (!this.#live.fits(HARD_STATE_BYTES)) await this.#roll(HARD_STATE_BYTES);
      this.#live.addHardState(hardState);
      this.#hardState = hardState;
      this.#voted = true;
    }
    for (const entry of entries) {
      const bytes = recordBytes(ENTRY_PREFIX_BYTES + entry.data.byteLength);
      if (!this.#live.fits(bytes)) await this.#roll(bytes);
      this.#segments.noteEntry(entry.index, this.#live.used);
      this.#live.addEntry(entry);
      this.#last = { index: entry.index, term: entry.term };
      this.#lost = stillLost(this.#lost, this.#last);
    }
  }

  async addCompact(through: LogPosition): Promise<void> {
    await this.#addPosition('compact', through);
    this.#base = through;
  }

  async addReset(base: LogPosition): Promise<void> {
    await this.#addPosition('reset', base);
    this.#base = base;
    this.#last = base;
    this.#lost = stillLost(this.#lost, base);
    this.#segments.noteReset();
  }

  async flush(): Promise<void> {
    await this.#live.flush();
    if (this.#voted) await this.recordWatermark();
    this.#prepare();
  }

  /** Makes durable, outside of the log, how far it reaches. All that was added must be durable. */
  async recordWatermark(): Promise<void> {
    await this.#watermark.record(this.#reached());
    this.#voted = false;
  }

  /** As {@link recordWatermark}, without a sync and without a wait. */
  noteWatermark(): Promise<void> {
    return this.#watermark.note(this.#reached());
  }

  /**
   * The segments that compactions and resets left without use. Comes right after a {@link flush}; the caller must
   * {@link remove} them in order.
   */
  takeDead(): readonly SegmentFile[] {
    return this.#segments.takeDead(this.#base.index);
  }

  /** Whether there was no space for the next segment when it was last asked for. */
  get spaceIsLow(): boolean {
    return this.#allocator.isLow;
  }

  /**
   * Reads entries from `from` on, through `through`, all of them durable, until their data exceed `maxBytes`: those that are
   * in the log now, whatever is added meanwhile. Null where a compaction removes them meanwhile.
   */
  read(from: number, through: number, maxBytes: number): Promise<readonly Entry[] | null> {
    const files = (): readonly SegmentFile[] => this.#segments.files;
    const stretches = this.#segments.find(from, through);
    return readEntries(this.#context.fileSystem, files, stretches, { from, maxBytes });
  }

  /** Reads the whole log again and tells what is wrong with it; see {@link scrubLog}. */
  scrub(): AsyncGenerator<StorageError, void, undefined> {
    const { fileSystem, identity } = this.#context;
    const files = (): readonly SegmentFile[] => this.#segments.files;
    return scrubLog({ fileSystem, identity, files, durable: () => this.#live.durable });
  }

  /** Waits for space no longer: what waits for it, fails. */
  giveUpSpace(): void {
    this.#allocator.giveUp();
  }

  /** Removes segments one by one, oldest first, each for good: a crash never leaves a gap. */
  async remove(files: readonly SegmentFile[]): Promise<void> {
    for (const { path } of files) await this.#allocator.retire(path);
  }

  /** Marks everything as durable and lets go of the files. */
  async close(): Promise<void> {
    try {
      await this.#live.mark();
      await this.recordWatermark();
    } finally {
      await this.release();
    }
  }

  /** Lets go of the files as they are. */
  async release(): Promise<void> {
    await this.#allocator.close();
    await this.#watermark.close();
    await this.#live.close();
  }

  /** One of the segments to be kept ready is not asked for before half of this one is used, and is urgent in its last quarter. */
  #prepare(): void {
    const { segmentBytes, segmentsAhead } = this.#context;
    const used = this.#live.used / this.#live.header.bytes;
    this.#allocator.prepare(segmentBytes, used > 1 / 2 ? segmentsAhead : segmentsAhead - 1, used > 3 / 4);
  }

  #reached(): Watermark {
    const { header, durable } = this.#live;
    return { sequence: header.sequence, durable, hardState: this.#hardState };
  }

  async #addPosition(type: 'compact' | 'reset', position: LogPosition): Promise<void> {
    const bytes = recordBytes(ENTRY_PREFIX_BYTES);
    if (!this.#live.fits(bytes)) await this.#roll(bytes);
    this.#live.addPosition(type, position);
  }

  /** Goes on in a new segment, in which a record of `bytes` bytes finds room. The full one is durable first. */
  async #roll(bytes: number): Promise<void> {
    const full = this.#live;
    await full.flush();
    const needed = HEADER_BYTES + HARD_STATE_BYTES + bytes + MARK_BYTES;
    const { fileSystem, directory, identity, random, segmentBytes } = this.#context;
    const blank = await this.#allocator.take(Math.max(segmentBytes, needed));
    this.#live = await createSegment(fileSystem, directory, blank, {
      identity,
      sequence: full.header.sequence + 1,
      salt: random.uint32(),
      chain: full.chain,
      base: this.#base,
      last: this.#last,
      resumes: null,
      lost: this.#lost,
      hardState: this.#hardState,
    });
    this.#segments.add(this.#live.path, this.#live.header);
    await full.close();
    // Before anything in it is acknowledged: from here on the segment is missed when it is gone.
    await this.recordWatermark();
  }
}
