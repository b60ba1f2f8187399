import { attempt, isUnreadable, StorageError } from '../errors.ts';
import type { FileSystem } from '../file-system/file-system.ts';
import { DAMAGED, TEMPORARY, withFile } from '../file-system/whole-files.ts';
import { assertIdentity, type StorageIdentity } from '../identity.ts';
import type { LogRecord } from './record.ts';
import { Replay } from './replay.ts';
import { examineTail, SegmentScan, type Scan } from './scan.ts';
import {
  decodeSegmentHeader,
  HEADER_BYTES,
  parseSegmentName,
  sealOf,
  type Resumption,
  type SegmentHeader,
} from './segment-header.ts';
import { SegmentList } from './segment-list.ts';
import { readSegment, type SegmentReader } from './segment-reader.ts';
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
  readonly replay: Replay;
  readonly segments: SegmentList;
  readonly live: LiveSegment;
  /** The last segment that goes on where the log was damaged before; null where there is none. */
  readonly resumed: SegmentHeader | null;
  /** Segments that were damaged, and those behind them, up to the one that went on instead. */
  readonly givenUp: readonly string[];
}

/** What is good of a log that is damaged: a beginning of it, as the log was at some time before. */
export interface Salvage {
  readonly replay: Replay;
  /** Where the last good record ends, and its checksum. */
  readonly cut: Resumption & { readonly chain: number };
}

/** A segment by its number. */
interface NumberedFile {
  readonly sequence: number;
  readonly path: string;
}

/** The names in a log's directory, by what they are. */
export interface LogFiles {
  /** Oldest first. */
  readonly sequences: readonly NumberedFile[];
  readonly temporary: readonly string[];
  readonly damaged: readonly string[];
  readonly unexpected: readonly string[];
}

export async function listLogFiles(fileSystem: FileSystem, directory: string): Promise<LogFiles> {
  const entries = await attempt('list', directory, () => fileSystem.list(directory));
  const sequences: NumberedFile[] = [];
  const temporary: string[] = [];
  const damaged: string[] = [];
  const unexpected: string[] = [];
  for (const { name, kind } of entries) {
    if (name === WATERMARK_NAME) continue;
    const path = `${directory}/${name}`;
    const sequence = parseSegmentName(name);
    if (sequence !== null) sequences.push({ sequence, path });
    else if (kind === 'file' && name.endsWith(TEMPORARY)) temporary.push(path);
    else if (kind === 'file' && name.endsWith(DAMAGED)) damaged.push(path);
    else unexpected.push(path);
  }
  return { sequences: sequences.sort((a, b) => a.sequence - b.sequence), temporary, damaged, unexpected };
}

/** What a log is examined by. */
export interface ExaminationOptions {
  readonly identity: StorageIdentity;
  /** There is none while a directory is being made. */
  readonly watermark: Watermark | null;
  /** Only the terms of entries up to this index are kept. Default: of all. */
  readonly omitThrough?: number;
}

/** Reads and verifies a whole log and changes nothing. Fails where the log cannot be vouched for. */
export async function examineLog(
  fileSystem: FileSystem,
  directory: string,
  files: LogFiles,
  { identity, watermark, omitThrough = Infinity }: ExaminationOptions,
): Promise<LogExamination> {
  const examiner = new Examiner(fileSystem, identity, omitThrough);
  await examiner.takeAll(files.sequences);
  return examiner.finish(directory, watermark);
}

/** Finds what is good of a log that {@link examineLog} failed on; null where nothing is. Changes nothing. */
export async function salvageLog(
  fileSystem: FileSystem,
  files: LogFiles,
  identity: StorageIdentity,
): Promise<Salvage | null> {
  const examiner = new Examiner(fileSystem, identity, Infinity);
  try {
    await examiner.takeAll(files.sequences);
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  return examiner.salvage();
}

/** Whether an error says that the log is not what was written, or that the disk cannot read it any more. */
export function isDamage(error: unknown): error is StorageError {
  if (!(error instanceof StorageError)) return false;
  return error.code === 'corrupt_log' || isUnreadable(error);
}

/** A segment that counts, up to byte `until`. */
interface Stage extends NumberedFile {
  readonly until: number;
}

class Examiner {
  readonly #fileSystem: FileSystem;
  readonly #identity: StorageIdentity;
  readonly #omitThrough: number;
  readonly #segments = new SegmentList();
  #replay: Replay | null = null;
  #previous: { readonly sequence: number; readonly chain: number } | null = null;
  #good: Salvage['cut'] | null = null;
  #live: LiveSegment | null = null;
  #resumed: SegmentHeader | null = null;
  #givenUp: readonly string[] = [];
  /** Headers that could not be read, and why. */
  readonly #unreadable = new Map<string, StorageError>();

  constructor(fileSystem: FileSystem, identity: StorageIdentity, omitThrough: number) {
    this.#fileSystem = fileSystem;
    this.#identity = identity;
    this.#omitThrough = omitThrough;
  }

  async takeAll(files: readonly NumberedFile[]): Promise<void> {
    const stages = await this.#plan(files);
    const counts = new Set(stages.map(({ path }) => path));
    this.#givenUp = files.map(({ path }) => path).filter((path) => !counts.has(path));
    for (const stage of stages) {
      const error = this.#unreadable.get(stage.path);
      if (error !== undefined) throw error;
      await readSegment(this.#fileSystem, stage.path, (reader) =>
        this.#take(reader, stage, stage === stages.at(-1)),
      );
    }
  }

  finish(directory: string, watermark: Watermark | null): LogExamination {
    const replay = this.#replay;
    const live = this.#live;
    if (replay === null || live === null)
      throw corrupt(directory, 'holds no segment of the log, expected at least one');
    const broken = replay.finish();
    if (broken !== null) throw corrupt(directory, broken);
    const end = { sequence: live.header.sequence, end: live.scan.end, hardState: replay.hardState };
    const missing = watermark === null ? null : whatIsMissing(watermark, end);
    if (missing !== null) throw corrupt(live.path, missing);
    return { replay, resumed: this.#resumed, segments: this.#segments, live, givenUp: this.#givenUp };
  }

  salvage(): Salvage | null {
    if (this.#replay === null || this.#good === null || this.#replay.finish() !== null) return null;
    return { replay: this.#replay, cut: this.#good };
  }

  /** From the newest segment back: where one goes on from a damaged log, what was given up is passed over. */
  async #plan(files: readonly NumberedFile[]): Promise<readonly Stage[]> {
    const stages: Stage[] = [];
    let until = Infinity;
    let expected = Infinity;
    for (const file of [...files].reverse()) {
      if (file.sequence > expected) continue;
      stages.unshift({ ...file, until });
      const resumes = await this.#resumption(file.path);
      if (resumes?.sequence === 0) break;
      until = resumes?.at ?? Infinity;
      expected = resumes?.sequence ?? Infinity;
    }
    return stages;
  }

  async #resumption(path: string): Promise<Resumption | null> {
    try {
      const file = await attempt('open', path, () => this.#fileSystem.open(path, 'read'));
      return await withFile(file, path, async () => {
        const bytes = Buffer.alloc(HEADER_BYTES);
        const count = await attempt('read', path, () => file.read(bytes, 0));
        return decodeSegmentHeader(bytes.subarray(0, count), path).resumes;
      });
    } catch (error) {
      if (!isDamage(error)) throw error;
      // It is told when the segment has its turn, so that what stands before it can be salvaged.
      this.#unreadable.set(path, error);
      return null;
    }
  }

  async #take(reader: SegmentReader, { sequence, until }: Stage, isLast: boolean): Promise<void> {
    const { path } = reader;
    const header = decodeSegmentHeader(await reader.read(0, HEADER_BYTES), path);
    assertIdentity(header.identity, this.#identity, path);
    this.#checkPlace(header, sequence, reader.size, path);
    this.#replay ??= new Replay(header, this.#omitThrough);
    const broken = this.#replay.follow(header);
    if (broken !== null) throw corrupt(path, broken);
    this.#segments.add(path, header);
    if (header.resumes !== null) this.#resumed = header;
    const scan = await this.#scan(reader, header, this.#replay, until);
    if (until !== Infinity && scan.end !== until)
      throw corrupt(path, `ends at byte ${scan.end}, while the log goes on from byte ${until}`);
    if (isLast) {
      const { dirtyEnd } = await examineTail(reader, sealOf(header), scan);
      this.#live = { path, header, scan, dirtyEnd };
    }
    this.#previous = { sequence, chain: scan.chain };
  }

  #checkPlace(header: SegmentHeader, sequence: number, size: number, path: string): void {
    if (header.sequence !== sequence)
      throw corrupt(path, `was written as segment ${header.sequence}, expected segment ${sequence}`);
    if (size < header.bytes) throw corrupt(path, `has ${size} bytes, expected ${header.bytes}`);
    if (this.#previous === null) return;
    if (this.#previous.sequence !== (header.resumes?.sequence ?? sequence - 1))
      throw corrupt(path, `follows segment ${this.#previous.sequence}: the segments between are missing`);
    if (header.chain !== this.#previous.chain)
      throw corrupt(path, 'does not continue the log: records are missing at the end of the segment before');
  }

  async #scan(reader: SegmentReader, header: SegmentHeader, replay: Replay, until: number): Promise<Scan> {
    const { path } = reader;
    const { sequence, chain } = header;
    let records = 0;
    const take = (record: LogRecord, at: number): void => {
      if (records++ === 0 && record.type !== 'hard-state')
        throw corrupt(path, 'does not begin with a hard state');
      const broken = replay.take(record);
      if (broken !== null) throw corrupt(path, `${broken} (byte ${at})`);
      if (record.type === 'entry') this.#segments.noteEntry(record.index, at);
      if (record.type === 'reset') this.#segments.noteReset();
    };
    const scan = new SegmentScan(reader, sealOf(header), { chain, until });
    try {
      await scan.run(take);
    } finally {
      if (scan.end > HEADER_BYTES) this.#good = { sequence, at: scan.end, chain: scan.chain };
    }
    // The first record was durable before the file got its name.
    if (records === 0) throw corrupt(path, 'does not begin with a hard state');
    return scan;
  }
}

function corrupt(path: string, what: string): StorageError {
  return new StorageError('corrupt_log', `${path} is corrupt: it ${what}`, { path });
}
