import type { Entry } from '@seaworthy/core';

import { attempt } from '../errors.ts';
import type { FileHandle } from '../file-system/file-system.ts';
import {
  examineLog,
  isDamage,
  listLogFiles,
  salvageLog,
  type LiveSegment,
  type LogExamination,
  type LogFiles,
} from './examine.ts';
import { ZEROS } from './numbers.ts';
import type { Replay } from './replay.ts';
import { readSavedEntries } from './saved-entries.ts';
import { danglingLog, resumeLog, setAside } from './resume.ts';
import { HEADER_BYTES } from './segment-header.ts';
import { openSegment, type SegmentEnd } from './segment-writer.ts';
import { Wal, type WalContext } from './wal.ts';
import { readWatermark, WatermarkFile, type Watermark } from './watermark.ts';

/** A log that was read, and can be written to. */
export interface RecoveredLog {
  readonly replay: Replay;
  /** What of a log that lost entries stands behind the damage; see {@link readSavedEntries}. */
  readonly salvaged: readonly Entry[] | null;
  readonly wal: Wal;
}

/**
 * Reads the log, of entries up to `omitThrough` the terms alone, and makes it ready for writing. Nothing is changed unless
 * all of it could be verified, or unless the context allows to go on without what was damaged.
 */
export async function recoverLog(context: WalContext, omitThrough: number): Promise<RecoveredLog> {
  const { fileSystem, directory, identity } = context;
  const { watermark, generation } = await readWatermark(fileSystem, directory, identity);
  const examination = await examineForDuty(context, watermark, omitThrough);
  const { replay, resumed, segments, live, givenUp } = examination;
  await tidy(context);
  await setAside(context, givenUp);
  const isMissing = replay.lost !== null && resumed !== null;
  const salvaged = isMissing ? await readSavedEntries(fileSystem, directory, resumed) : null;
  const end = await repairTail(context, live);
  const writer = await openSegment(fileSystem, live.path, live.header, end);
  let marks: WatermarkFile | null = null;
  try {
    await writer.mark();
    const { hardState, base, last, lost } = replay;
    marks = await WatermarkFile.open(fileSystem, directory, identity, generation);
    const wal = new Wal(context, { hardState, base, last, lost, segments, live: writer, watermark: marks });
    await wal.recordWatermark();
    return { replay, salvaged, wal };
  } catch (error) {
    await writer.close().catch(() => undefined);
    await marks?.close().catch(() => undefined);
    throw error;
  }
}

/** Examines the log, and where it is damaged and may be repaired by peers, what remains of it once that is cut off. */
async function examineForDuty(
  context: WalContext,
  watermark: Watermark,
  omitThrough: number,
): Promise<LogExamination> {
  const { fileSystem, directory, identity, repair, onWarning } = context;
  const examine = async (found: LogFiles): Promise<LogExamination> => {
    const options = { identity, watermark, omitThrough };
    const examination = await examineLog(fileSystem, directory, found, options);
    const { index } = examination.replay.base;
    const snapshot = repair === null ? index : await repair.newestSnapshot();
    if (index > snapshot) throw danglingLog(directory, index, snapshot);
    return examination;
  };
  const files = await listLogFiles(fileSystem, directory);
  try {
    return await examine(files);
  } catch (error) {
    if (repair === null || !isDamage(error)) throw error;
    const { message, path } = error;
    onWarning({ code: 'log_damaged', message: `${message}; what is missing is asked from the peers`, path });
    const salvage = await salvageLog(fileSystem, files, identity);
    const stands = salvage !== null && salvage.replay.base.index <= (await repair.newestSnapshot());
    await resumeLog(context, files, watermark, stands ? salvage : null);
    return await examine(await listLogFiles(fileSystem, directory));
  }
}

async function tidy({ fileSystem, directory, onWarning }: WalContext): Promise<void> {
  const files = await listLogFiles(fileSystem, directory);
  for (const path of files.unexpected)
    onWarning({ code: 'unexpected_file', message: `${path} is no part of the log`, path });
  for (const path of files.temporary) {
    await attempt('remove', path, () => fileSystem.remove(path));
    onWarning({ code: 'stale_file_removed', message: `removed ${path}, left by an earlier process`, path });
  }
  // A name that an earlier process saw may not have become durable before that process died.
  await attempt('sync the directory', directory, () => fileSystem.syncDirectory(directory));
}

/**
 * Erases a torn tail and makes sure that what was read is durable. An earlier process may have died, or failed, between
 * a write and its sync; after a failed sync a kernel may hold pages in memory that it will never write and calls clean
 * (Rebello et al., "Can Applications Recover from fsync Failures?", ATC '20). So what no record proves to have been
 * durable is written once more.
 */
async function repairTail({ fileSystem, onWarning }: WalContext, live: LiveSegment): Promise<SegmentEnd> {
  const { path, scan, dirtyEnd } = live;
  const torn = dirtyEnd > scan.end;
  const file = await attempt('open', path, () => fileSystem.open(path, 'write'));
  try {
    // A mark proves what stands before it, not itself: its own sync may have been the one that failed.
    await rewrite(file, path, Math.max(scan.proven, HEADER_BYTES), scan.end);
    for (let at = scan.end; at < dirtyEnd; at += ZEROS.byteLength) {
      const zeros = ZEROS.subarray(0, Math.min(ZEROS.byteLength, dirtyEnd - at));
      await attempt('write', path, () => file.write([zeros], at));
    }
    await attempt('sync', path, () => file.datasync());
  } finally {
    await attempt('close', path, () => file.close());
  }
  if (torn)
    onWarning({
      code: 'torn_tail',
      message: `${path} ended in records that were never completed; erased ${dirtyEnd - scan.end} bytes from byte ${scan.end}`,
      path,
    });
  return { at: scan.end, chain: scan.chain, marked: scan.marked && !torn };
}

async function rewrite(file: FileHandle, path: string, from: number, to: number): Promise<void> {
  const step = ZEROS.byteLength;
  for (let at = from; at < to; at += step) {
    const bytes = Buffer.alloc(Math.min(step, to - at));
    await attempt('read', path, () => file.read(bytes, at));
    await attempt('write', path, () => file.write([bytes], at));
  }
}
