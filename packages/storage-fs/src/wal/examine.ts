import type { StoredLog } from '@seaworthy/core';

import { attempt, StorageError } from '../errors.ts';
import type { FileSystem } from '../file-system/file-system.ts';
import { TEMPORARY, withFile } from '../file-system/whole-files.ts';
import { assertIdentity, type StorageIdentity } from '../identity.ts';
import type { SegmentSeal } from './record.ts';
import { Replay } from './replay.ts';
import { examineTail, scanSegment, type Scan } from './scan.ts';
import { decodeSegmentHeader, HEADER_BYTES, parseSegmentName, type SegmentHeader } from './segment-header.ts';
import { SegmentList } from './segment-list.ts';
import { SegmentReader } from './segment-reader.ts';
import { WATERMARK_NAME, whatIsMissing, type Watermark } from './watermark.ts';

/** The last segment, to which the log goes on. */
export interface LiveSegment {
  readonly path: string;
  readonly header: SegmentHeader;
  readonly scan: Scan;
  /** Where the last byte that is not zero ends; beyond `scan.end` where the tail is torn. */
  readonly dirtyEnd: number;
}

/** What a directory of segments holds. */
export interface LogExamination {
  readonly stored: StoredLog;
  readonly replay: Replay;
  readonly segments: SegmentList;
  readonly live: LiveSegment;
}

/** The names in a log's directory, by what they are. */
export interface LogFiles {
  /** Oldest first. */
  readonly sequences: readonly { readonly sequence: number; readonly path: string }[];
  readonly temporary: readonly string[];
  readonly unexpected: readonly string[];
}

export async function listLogFiles(fileSystem: FileSystem, directory: string): Promise<LogFiles> {
  const entries = await attempt('list', directory, () => fileSystem.list(directory));
  const sequences: { sequence: number; path: string }[] = [];
  const temporary: string[] = [];
  const unexpected: string[] = [];
  for (const { name, kind } of entries) {
    if (name === WATERMARK_NAME) continue;
    const path = `${directory}/${name}`;
    const sequence = parseSegmentName(name);
    if (sequence !== null) sequences.push({ sequence, path });
    else if (kind === 'file' && name.endsWith(TEMPORARY)) temporary.push(path);
    else unexpected.push(path);
  }
  return { sequences: sequences.sort((a, b) => a.sequence - b.sequence), temporary, unexpected };
}

/**
 * Reads and verifies a whole log and changes nothing. Fails where the log cannot be vouched for. There is no watermark
 * while a directory is being made.
 */
export async function examineLog(
  fileSystem: FileSystem,
  directory: string,
  files: LogFiles,
  identity: StorageIdentity,
  watermark: Watermark | null,
): Promise<LogExamination> {
  const examiner = new Examiner(identity);
  for (const [index, file] of files.sequences.entries()) {
    const isLast = index === files.sequences.length - 1;
    const handle = await attempt('open', file.path, () => fileSystem.open(file.path, 'read'));
    await withFile(handle, file.path, async (open) => {
      const size = await attempt('read', file.path, () => open.size());
      await examiner.take(new SegmentReader(open, file.path, size), file.sequence, isLast);
    });
  }
  return examiner.finish(directory, watermark);
}

class Examiner {
  readonly #identity: StorageIdentity;
  readonly #segments = new SegmentList();
  #replay: Replay | null = null;
  #previous: { readonly sequence: number; readonly chain: number } | null = null;
  #live: LiveSegment | null = null;

  constructor(identity: StorageIdentity) {
    this.#identity = identity;
  }

  async take(reader: SegmentReader, sequence: number, isLast: boolean): Promise<void> {
    const { path } = reader;
    const header = decodeSegmentHeader(await reader.read(0, HEADER_BYTES), path);
    assertIdentity(header.identity, this.#identity, path);
    this.#checkPlace(header, sequence, reader.size, path);
    this.#replay ??= new Replay(header);
    const broken = this.#replay.follow(header);
    if (broken !== null) throw corrupt(path, broken);
    this.#segments.add(sequence, path);
    const scan = await this.#scan(reader, header, this.#replay);
    if (isLast) {
      const { dirtyEnd } = await examineTail(reader, sealOf(header), scan);
      this.#live = { path, header, scan, dirtyEnd };
    }
    this.#previous = { sequence, chain: scan.chain };
  }

  finish(directory: string, watermark: Watermark | null): LogExamination {
    const replay = this.#replay;
    const live = this.#live;
    if (replay === null || live === null)
      throw corrupt(directory, 'holds no segment of the log, expected at least one');
    const broken = replay.finish();
    if (broken !== null) throw corrupt(directory, broken);
    const { hardState, base, entries } = replay;
    const end = { sequence: live.header.sequence, end: live.scan.end, hardState };
    const missing = watermark === null ? null : whatIsMissing(watermark, end);
    if (missing !== null) throw corrupt(live.path, missing);
    return { stored: { hardState, base, entries }, replay, segments: this.#segments, live };
  }

  #checkPlace(header: SegmentHeader, sequence: number, size: number, path: string): void {
    if (header.sequence !== sequence)
      throw corrupt(path, `was written as segment ${header.sequence}, expected segment ${sequence}`);
    if (size < header.bytes) throw corrupt(path, `has ${size} bytes, expected ${header.bytes}`);
    if (this.#previous === null) return;
    if (sequence !== this.#previous.sequence + 1)
      throw corrupt(path, `follows segment ${this.#previous.sequence}: the segments between are missing`);
    if (header.chain !== this.#previous.chain)
      throw corrupt(path, 'does not continue the log: records are missing at the end of the segment before');
  }

  async #scan(reader: SegmentReader, header: SegmentHeader, replay: Replay): Promise<Scan> {
    let records = 0;
    const scan = await scanSegment(reader, sealOf(header), header.chain, (record, at) => {
      if (records++ === 0 && record.type !== 'hard-state')
        throw corrupt(reader.path, 'does not begin with a hard state');
      const broken = replay.take(record);
      if (broken !== null) throw corrupt(reader.path, `${broken} (byte ${at})`);
      if (record.type === 'entry') this.#segments.noteEntry(record.entry.index);
      if (record.type === 'reset') this.#segments.noteReset();
    });
    // The first record was durable before the file got its name.
    if (records === 0) throw corrupt(reader.path, 'does not begin with a hard state');
    return scan;
  }
}

export function sealOf(header: SegmentHeader): SegmentSeal {
  return { sequence: header.sequence % 0x1_0000_0000, salt: header.salt };
}

function corrupt(path: string, what: string): StorageError {
  return new StorageError('corrupt_log', `${path} is corrupt: it ${what}`, { path });
}
