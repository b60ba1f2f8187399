import { errno, StorageError } from '../errors.ts';
import type { FileSystem } from '../file-system/file-system.ts';
import { assertIdentity, type StorageIdentity } from '../identity.ts';
import { SegmentScan } from './scan.ts';
import { decodeSegmentHeader, HEADER_BYTES, sealOf, type SegmentHeader } from './segment-header.ts';
import type { SegmentFile } from './segment-list.ts';
import { readSegment, type SegmentReader } from './segment-reader.ts';

/** A log at work, as far as a look at its files needs it. */
export interface LogAtWork {
  readonly fileSystem: FileSystem;
  readonly identity: StorageIdentity;
  /** Oldest first; the last one is live. It may have lost its oldest by the next call. */
  files(): readonly SegmentFile[];
  /** Bytes of the live segment that are durable. */
  durable(): number;
}

/**
 * Reads all segments again, while the log goes on, and verifies every record and every seam. Yields what is wrong, at
 * most one thing for each segment. A segment that is removed meanwhile is not missed.
 */
export async function* scrubLog(log: LogAtWork): AsyncGenerator<StorageError, void, undefined> {
  const files = [...log.files()];
  const durable = log.durable();
  for (const [at, file] of files.entries()) {
    const error = await whatIsWrong(log, file, files[at + 1] ?? null, durable);
    if (error !== null && log.files().includes(file)) yield error;
  }
}

async function whatIsWrong(
  log: LogAtWork,
  file: SegmentFile,
  next: SegmentFile | null,
  durable: number,
): Promise<StorageError | null> {
  try {
    const following = next === null ? null : await readSegment(log.fileSystem, next.path, headerOf);
    await readSegment(log.fileSystem, file.path, (reader) => verify(log, reader, following, durable));
    return null;
  } catch (error) {
    if (error instanceof StorageError && errno(error.cause) === 'ENOENT')
      return new StorageError('corrupt_log', `${error.path} is missing`, { path: error.path });
    if (error instanceof StorageError) return error;
    throw error;
  }
}

async function headerOf(reader: SegmentReader): Promise<SegmentHeader> {
  return decodeSegmentHeader(await reader.read(0, HEADER_BYTES), reader.path);
}

async function verify(
  { identity }: LogAtWork,
  reader: SegmentReader,
  next: SegmentHeader | null,
  durable: number,
): Promise<void> {
  const { path } = reader;
  const header = await headerOf(reader);
  assertIdentity(header.identity, identity, path);
  const until = next?.resumes?.sequence === header.sequence ? next.resumes.at : Infinity;
  const scan = new SegmentScan(reader, sealOf(header), { chain: header.chain, until });
  await scan.run(() => undefined);
  const isWhole = next === null ? scan.end >= durable : scan.chain === next.chain;
  if (isWhole) return;
  const message = `${path} is corrupt: the record at byte ${scan.end} is not what was written`;
  throw new StorageError('corrupt_log', message, { path });
}
