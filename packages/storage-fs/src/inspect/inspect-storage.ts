import { resolve } from 'node:path';

import type { LogPosition } from '@seaworthy/core';

import { attempt, StorageError } from '../errors.ts';
import type { FileSystem } from '../file-system/file-system.ts';
import { NodeFileSystem } from '../file-system/node-file-system.ts';
import { withFile } from '../file-system/whole-files.ts';
import { readIdentity, type StorageIdentity } from '../identity.ts';
import { isSnapshotName } from '../snapshot/snapshot-format.ts';
import { SnapshotReader } from '../snapshot/snapshot-reader.ts';
import { examineLog, listLogFiles, type LogExamination } from '../wal/examine.ts';
import { danglingLog } from '../wal/resume.ts';
import { SegmentScan } from '../wal/scan.ts';
import { decodeSegmentHeader, HEADER_BYTES, sealOf } from '../wal/segment-header.ts';
import { readSegment } from '../wal/segment-reader.ts';
import { readWatermark, type Watermark } from '../wal/watermark.ts';
import type { Inspection, Problem, SegmentInspection, SnapshotInspection } from './inspection.ts';

/**
 * Reads and verifies a data directory and changes nothing, not even its lock: what a node is writing at the same time may
 * look torn. Fails with `not_a_directory` where there is none; whatever else is wrong is in the answer.
 */
export async function inspectStorage(
  directory: string,
  fileSystem: FileSystem = new NodeFileSystem(),
): Promise<Inspection> {
  const path = resolve(directory);
  if ((await attempt('look for', path, () => fileSystem.kind(path))) !== 'directory')
    throw new StorageError('not_a_directory', `expected a directory: ${path}`, { path });
  return await new Inspector(fileSystem, path).inspect();
}

class Inspector {
  readonly #fileSystem: FileSystem;
  readonly #path: string;
  readonly #problems: Problem[] = [];
  readonly #otherFiles: string[] = [];

  constructor(fileSystem: FileSystem, path: string) {
    this.#fileSystem = fileSystem;
    this.#path = path;
  }

  async inspect(): Promise<Inspection> {
    const path = this.#path;
    const identity = await this.#look(() => readIdentity(this.#fileSystem, `${path}/identity`));
    if (identity === null && this.#problems.length === 0)
      this.#note(new StorageError('corrupt_identity', `${path} has no identity: no node's data`, { path }));
    const watermark = identity === null ? null : await this.#watermark(identity);
    const segments = await this.#segments();
    const examination = identity === null ? null : await this.#examination(identity, watermark);
    const snapshots = await this.#snapshots();
    if (examination !== null) this.#checkSnapshot(examination, snapshots);
    const log = examination === null ? null : summaryOf(examination);
    const [otherFiles, problems] = [this.#otherFiles, this.#problems];
    return { path, identity, watermark, segments, log, snapshots, otherFiles, problems };
  }

  /** What `look` finds; null where it fails, which is noted. */
  async #look<Value>(look: () => Promise<Value>): Promise<Value | null> {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      this.#note(error);
      return null;
    }
  }

  #note({ code, path, message }: StorageError): void {
    if (!this.#problems.some((known) => known.message === message))
      this.#problems.push({ code, path, message });
  }

  async #watermark(identity: StorageIdentity): Promise<Watermark | null> {
    const found = await this.#look(() => readWatermark(this.#fileSystem, `${this.#path}/wal`, identity));
    return found?.watermark ?? null;
  }

  async #segments(): Promise<readonly SegmentInspection[]> {
    const files = await this.#look(() => listLogFiles(this.#fileSystem, `${this.#path}/wal`));
    this.#otherFiles.push(
      ...(files === null ? [] : [...files.temporary, ...files.damaged, ...files.unexpected]),
    );
    const segments: SegmentInspection[] = [];
    for (const { path } of files?.sequences ?? []) {
      const segment = await this.#look(() => this.#segment(path));
      if (segment !== null) segments.push(segment);
    }
    return segments;
  }

  async #segment(path: string): Promise<SegmentInspection> {
    return await readSegment(this.#fileSystem, path, async (reader) => {
      const header = decodeSegmentHeader(await reader.read(0, HEADER_BYTES), path);
      let records = 0;
      let entries: SegmentInspection['entries'] = null;
      const scan = new SegmentScan(reader, sealOf(header), { chain: header.chain });
      await scan.run((record) => {
        records++;
        if (record.type !== 'entry') return;
        const last: LogPosition = { index: record.index, term: record.term };
        entries = { first: entries?.first ?? last, last };
      });
      const { sequence, resumes } = header;
      return { path, sequence, bytes: reader.size, used: scan.end, records, entries, resumes };
    });
  }

  async #examination(identity: StorageIdentity, watermark: Watermark | null): Promise<LogExamination | null> {
    const directory = `${this.#path}/wal`;
    return await this.#look(async () => {
      const files = await listLogFiles(this.#fileSystem, directory);
      return await examineLog(this.#fileSystem, directory, files, { identity, watermark });
    });
  }

  #checkSnapshot({ replay }: LogExamination, snapshots: readonly SnapshotInspection[]): void {
    const { index } = replay.base;
    const newest = snapshots.at(-1)?.index ?? 0;
    if (index > newest) this.#note(danglingLog(`${this.#path}/wal`, index, newest));
  }

  async #snapshots(): Promise<readonly SnapshotInspection[]> {
    const directory = `${this.#path}/snapshots`;
    const names = await this.#look(() => attempt('list', directory, () => this.#fileSystem.list(directory)));
    const snapshots: SnapshotInspection[] = [];
    for (const { name } of names ?? []) {
      const path = `${directory}/${name}`;
      const snapshot = isSnapshotName(name) ? await this.#look(() => this.#snapshot(path)) : null;
      if (snapshot !== null) snapshots.push(snapshot);
      else if (!isSnapshotName(name)) this.#otherFiles.push(path);
    }
    return snapshots;
  }

  async #snapshot(path: string): Promise<SnapshotInspection> {
    const file = await attempt('open', path, () => this.#fileSystem.open(path, 'read'));
    return await withFile(file, path, async () => {
      const reader = new SnapshotReader(file, path);
      const { index, term, id, configuration } = (await reader.header()).meta;
      let chunks = 0;
      let bytes = 0;
      for await (const chunk of reader.chunks()) {
        chunks++;
        bytes += chunk.byteLength;
      }
      return { path, index, term, id, voters: configuration.voters, chunks, bytes };
    });
  }
}

function summaryOf({ replay, live }: LogExamination): NonNullable<Inspection['log']> {
  const { hardState, base, last, lost } = replay;
  const tornBytes = live.dirtyEnd - live.scan.end;
  return { hardState, base, last, entries: last.index - base.index, tornBytes, lost };
}
