import type { Cancel, Clock } from '@seaworthy/core';

import { attempt, ioError, type StorageError } from '../errors.ts';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { publish, syncParent, TEMPORARY } from '../file-system/whole-files.ts';
import type { WarningListener } from '../warnings.ts';
import { ZEROS } from './numbers.ts';

/** A file of zeros under a temporary name, durable as such. */
export interface BlankFile {
  readonly file: FileHandle;
  readonly path: string;
  readonly bytes: number;
}

/** How a file is filled. */
interface Pace {
  isStopped(): boolean;
  isUrgent(): boolean;
  /** Is awaited between two pieces unless it is urgent. */
  rest(): Promise<void>;
}

const AT_ONCE: Pace = { isStopped: () => false, isUrgent: () => true, rest: () => Promise.resolve() };

/** What an allocator works with. */
export interface AllocatorContext {
  readonly fileSystem: FileSystem;
  readonly directory: string;
  readonly clock: Clock;
  readonly onWarning: WarningListener;
}

/** Segments that are kept: about as many as are filled between two snapshots. */
const MAX_SPARES = 4;

/**
 * The pause between two pieces of a file, in milliseconds, while nobody waits for it: making one at a stretch would hold
 * up what the process and the disk are there for.
 */
const REST_MS = 4;

const PIECE_BYTES = 512 * 1024;

/** How long a full disk is left alone before space is asked for again, in milliseconds. */
const RETRY_MS = 1000;

/**
 * Makes the files that become segments, ahead of time and in the background. Overwriting bytes that exist costs a sync a
 * third less than appending them, and a full disk shows while there is room in the segment at hand. Space that is short
 * is asked for again and again. Some segments that nobody needs any more are kept, for the next files to be made of: their
 * pages are in memory and their blocks on the disk, so that they are made zeros at a fraction of what a new file costs.
 */
export class SegmentAllocator {
  readonly #context: AllocatorContext;
  readonly #ready: BlankFile[] = [];
  /** The paths of files to be made blank ones; not durable as anything. */
  readonly #spares: string[] = [];
  #count = 0;
  #making: Promise<void> | null = null;
  #failure: StorageError | null = null;
  #isLow = false;
  #stopped = false;
  /** Whether somebody waits for a file, or will soon. */
  #isUrgent = false;
  /** Ends the wait for space. */
  #retry: () => void = () => undefined;
  /** Ends the pause between two pieces of a file. */
  #hurry: () => void = () => undefined;
  readonly #pace: Pace = {
    isStopped: () => this.#stopped,
    isUrgent: () => this.#isUrgent || this.#stopped,
    rest: () => this.#rest(),
  };

  constructor(context: AllocatorContext) {
    this.#context = context;
  }

  /** Whether the disk had no space for the next file when it was last asked. */
  get isLow(): boolean {
    return this.#isLow;
  }

  /** Sees to it that `count` files of `bytes` bytes are there, in the background; without pauses where it is urgent. */
  prepare(bytes: number, count: number, isUrgent: boolean): void {
    this.#isUrgent = isUrgent;
    if (isUrgent) this.#hurry();
    if (this.#making !== null || this.#stopped || this.#failure !== null) return;
    if (this.#ready.length >= count) return;
    this.#making = this.#makeOne(bytes).finally(() => {
      this.#making = null;
      this.prepare(bytes, count, this.#isUrgent);
    });
  }

  /** A file of at least `bytes` bytes; waits for space where there is none. */
  async take(bytes: number): Promise<BlankFile> {
    while (this.#ready.length === 0) {
      this.prepare(bytes, 1, true);
      await this.#making;
      if (this.#failure !== null) throw this.#failure;
      if (this.#stopped) throw ioError('prepare', this.#context.directory, new Error('the log was closed'));
    }
    const blank = this.#ready.shift() as BlankFile;
    return blank.bytes < bytes ? await this.#lengthen(blank, bytes) : blank;
  }

  /** Takes a segment that nobody needs any more off its name, for good: the next file is made of it, or it is removed. */
  async retire(path: string): Promise<void> {
    const { fileSystem, directory } = this.#context;
    if (this.#spares.length >= MAX_SPARES || this.#stopped) {
      await attempt('remove', path, () => fileSystem.remove(path));
      await syncParent(fileSystem, path);
    } else {
      const spare = `${directory}/spare-${this.#count++}${TEMPORARY}`;
      // What it holds counts until its name is gone for good.
      await publish(fileSystem, path, spare);
      this.#spares.push(spare);
    }
    this.#retry();
  }

  /** Waits for space no longer: what does, fails. */
  giveUp(): void {
    if (this.#isLow) this.#stop();
  }

  /** Stops what is under way and removes what was not taken. */
  async close(): Promise<void> {
    const { fileSystem } = this.#context;
    this.#stop();
    await this.#making;
    for (const blank of this.#ready.splice(0)) await discard(fileSystem, blank);
    for (const spare of this.#spares.splice(0))
      await attempt('remove', spare, () => fileSystem.remove(spare));
  }

  #stop(): void {
    this.#stopped = true;
    this.#retry();
    this.#hurry();
  }

  /** Makes a file, and where the disk is full, tries until it is not. */
  async #makeOne(bytes: number): Promise<void> {
    const made = await this.#whenThereIsSpace(
      async () =>
        (await this.#reuse(bytes)) ?? (await makeBlank(this.#context, bytes, this.#count++, this.#pace)),
    );
    if (made === null) return;
    // What is left behind is removed at the next start.
    if (this.#stopped) await discard(this.#context.fileSystem, made).catch(() => undefined);
    else this.#ready.push(made);
  }

  /** Makes a blank file of a spare one; null where there is none of that size. */
  async #reuse(bytes: number): Promise<BlankFile | null> {
    const { fileSystem } = this.#context;
    const path = this.#spares.shift();
    if (path === undefined) return null;
    const file = await attempt('open', path, () => fileSystem.open(path, 'write'));
    const blank = { file, path, bytes };
    if ((await attempt('read', path, () => file.size())) !== bytes) {
      await discard(fileSystem, blank);
      return null;
    }
    await fillOrDiscard(fileSystem, blank, this.#pace);
    return blank;
  }

  /** Lets everything else have its turn, until the file is wanted now. */
  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#context.clock.schedule(REST_MS, resolve);
      this.#hurry = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Runs `make` until the disk is not full; null where it failed for good, or was stopped. */
  async #whenThereIsSpace<Value>(make: () => Promise<Value>): Promise<Value | null> {
    while (!this.#stopped) {
      try {
        const made = await make();
        this.#isLow = false;
        return made;
      } catch (cause) {
        const error = ioError('prepare', this.#context.directory, cause);
        if (error.code !== 'disk_full') {
          this.#failure = error;
          return null;
        }
        await this.#waitForSpace(error);
      }
    }
    return null;
  }

  async #waitForSpace({ message, path }: StorageError): Promise<void> {
    const { clock, onWarning } = this.#context;
    if (!this.#isLow) onWarning({ code: 'space_low', message, path });
    this.#isLow = true;
    if (this.#stopped) return;
    let cancel: Cancel = () => undefined;
    await new Promise<void>((resolve) => {
      this.#retry = resolve;
      cancel = clock.schedule(RETRY_MS, resolve);
    });
    cancel();
    this.#retry = () => undefined;
  }

  async #lengthen(blank: BlankFile, bytes: number): Promise<BlankFile> {
    const longer = { ...blank, bytes };
    this.#isUrgent = true;
    await this.#whenThereIsSpace(() => fill(longer, blank.bytes, this.#pace));
    if (this.#failure !== null) throw this.#failure;
    return longer;
  }
}

/** Makes a blank file now; fails with `disk_full` where there is no space. One that is stopped on its way is not full. */
export async function makeBlank(
  { fileSystem, directory }: Pick<AllocatorContext, 'fileSystem' | 'directory'>,
  bytes: number,
  number = 0,
  pace: Pace = AT_ONCE,
): Promise<BlankFile> {
  const path = `${directory}/next-${number}${TEMPORARY}`;
  const file = await attempt('create', path, () => fileSystem.open(path, 'create'));
  const blank = { file, path, bytes };
  await fillOrDiscard(fileSystem, blank, pace);
  return blank;
}

async function fillOrDiscard(fileSystem: FileSystem, blank: BlankFile, pace: Pace): Promise<void> {
  try {
    await fill(blank, 0, pace);
  } catch (error) {
    await discard(fileSystem, blank).catch(() => undefined);
    throw error;
  }
}

async function fill({ file, path, bytes }: BlankFile, from: number, pace: Pace): Promise<void> {
  for (let at = from; at < bytes && !pace.isStopped(); at += PIECE_BYTES) {
    const zeros = ZEROS.subarray(0, Math.min(PIECE_BYTES, bytes - at));
    await attempt('write', path, () => file.write([zeros], at));
    if (pace.isUrgent() || at + PIECE_BYTES >= bytes) continue;
    await attempt('sync', path, () => file.datasync());
    await pace.rest();
  }
  if (!pace.isStopped()) await attempt('sync', path, () => file.datasync());
}

async function discard(fileSystem: FileSystem, { file, path }: BlankFile): Promise<void> {
  await attempt('close', path, () => file.close());
  await attempt('remove', path, () => fileSystem.remove(path));
}
