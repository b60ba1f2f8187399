import { logIndex, term, type HardState } from '@seaworthy/core';

import { attempt, StorageError } from '../errors.ts';
import { setFileAside } from '../file-system/whole-files.ts';
import type { LogFiles, Salvage } from './examine.ts';
import { findEnd } from './find-end.ts';
import { makeBlank } from './segment-allocator.ts';
import { createSegment } from './segment-writer.ts';
import type { WalContext } from './wal.ts';
import { laterOf, type Watermark } from './watermark.ts';

const NOTHING = { index: logIndex(0), term: term(0) };

/**
 * Lets a damaged log go on behind what is good of it, in a new segment. From then on the log holds less than this node may
 * have acknowledged, and says so ({@link SegmentHeader.lost}). The term is raised: no leader of a term in which this node
 * acknowledged or voted can count on it any more, and the next one is elected without its vote.
 */
export async function resumeLog(
  context: WalContext,
  files: LogFiles,
  watermark: Watermark,
  salvage: Salvage | null,
): Promise<void> {
  const { fileSystem, directory, identity, random, segmentBytes } = context;
  for (const path of [...files.damaged, ...files.temporary])
    await attempt('remove', path, () => fileSystem.remove(path));
  const known =
    salvage === null ? watermark.hardState : laterOf(watermark.hardState, salvage.replay.hardState);
  const hardState: HardState = { term: term(known.term + 1), votedFor: null };
  const newest = Math.max(watermark.sequence, files.sequences.at(-1)?.sequence ?? 0);
  const last = await findEnd(fileSystem, files, watermark);
  const blank = await makeBlank(context, segmentBytes);
  const segment = await createSegment(fileSystem, directory, blank, {
    identity,
    sequence: newest + 1,
    salt: random.uint32(),
    chain: salvage?.cut.chain ?? 0,
    base: salvage?.replay.base ?? NOTHING,
    last: salvage?.replay.last ?? NOTHING,
    resumes: { sequence: salvage?.cut.sequence ?? 0, at: salvage?.cut.at ?? 0 },
    lost: { term: known.term, last },
    hardState,
  });
  await segment.close();
}

/** Renames what was given up. It means nothing any more; people may want to look at it. */
export async function setAside(
  { fileSystem, onWarning }: WalContext,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    const aside = await setFileAside(fileSystem, path);
    onWarning({
      code: 'set_aside',
      message: `${path} was damaged, or followed what was; renamed`,
      path: aside,
    });
  }
}

/** What is wrong with a log whose base no snapshot stands for. */
export function danglingLog(path: string, base: number, snapshot: number): StorageError {
  const newest = snapshot === 0 ? 'there is none' : `the newest is at ${snapshot}`;
  return new StorageError(
    'corrupt_log',
    `${path} begins after ${base} and needs a snapshot from there on; ${newest}`,
    { path },
  );
}
