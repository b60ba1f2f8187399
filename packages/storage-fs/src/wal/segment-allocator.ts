import type { Cancel, Clock } from '@seaworthy/core';

import { attempt, ioError, type StorageError } from '../errors.ts';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { syncParent, TEMPORARY } from '../file-system/whole-files.ts';
import type { WarningListener } from '../warnings.ts';
import { ZEROS } from './numbers.ts';

/** A file of zeros under a temporary name, durable as such. */
export interface BlankFile {
  readonly file: FileHandle;
  readonly path: string;
  readonly bytes: number;
}

/** What an allocator works with. */
export interface AllocatorContext {
  readonly fileSystem: FileSystem;
  readonly directory: string;
  readonly clock: Clock;
  readonly onWarning: WarningListener;
}

/** How long a full disk is left alone before space is asked for again, in milliseconds. */
const RETRY_MS = 1000;

/**
 * Makes the files that become segments, ahead of time and in the background. Overwriting bytes that exist costs a sync a
 * third less than appending them, and a full disk shows while there is room in the segment at hand. Space that is short
 * is asked for again and again. One segment that nobody needs any more is kept, for the next file to be made of: its pages
 * are in memory and its blocks on the disk, which makes zeros of it at a fraction of what a new file costs.
 */
export class SegmentAllocator {
  readonly #context: AllocatorContext;
  readonly #ready: BlankFile[] = [];
  /** The path of a file to be made a blank one; not durable as anything. */
  #spare: string | null = null;
  #count = 0;
  #making: Promise<void> | null = null;
  #failure: StorageError | null = null;
  #isLow = false;
  #stopped = false;
  readonly #isStopped = (): boolean => this.#stopped;
  /** Ends the wait for space. */
  #retry: () => void = () => undefined;

  constructor(context: AllocatorContext) {
    this.#context = context;
  }

  /** Whether the disk had no space for the next file when it was last asked. */
  get isLow(): boolean {
    return this.#isLow;
  }

  /** Sees to it that `count` files of `bytes` bytes are there, in the background. */
  prepare(bytes: number, count: number): void {
    if (this.#making !== null || this.#stopped || this.#failure !== null) return;
    if (this.#ready.length >= count) return;
    this.#making = this.#makeOne(bytes).finally(() => {
      this.#making = null;
      this.prepare(bytes, count);
    });
  }

  /** A file of at least `bytes` bytes; waits for space where there is none. */
  async take(bytes: number): Promise<BlankFile> {
    while (this.#ready.length === 0) {
      this.prepare(bytes, 1);
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
    if (this.#spare !== null || this.#stopped) {
      await attempt('remove', path, () => fileSystem.remove(path));
      await syncParent(fileSystem, path);
    } else {
      const spare = `${directory}/spare-${this.#count++}${TEMPORARY}`;
      await attempt('rename', path, () => fileSystem.rename(path, spare));
      // What it holds counts until its name is gone, whatever happens.
      await syncParent(fileSystem, path);
      this.#spare = spare;
    }
    this.#retry();
  }

  /** Waits for space no longer: what does, fails. */
  giveUp(): void {
    if (!this.#isLow) return;
    this.#stopped = true;
    this.#retry();
  }

  /** Stops what is under way and removes what was not taken. */
  async close(): Promise<void> {
    const { fileSystem } = this.#context;
    this.#stopped = true;
    this.#retry();
    await this.#making;
    for (const blank of this.#ready.splice(0)) await discard(fileSystem, blank);
    const spare = this.#takeSpare();
    if (spare !== null) await attempt('remove', spare, () => fileSystem.remove(spare));
  }

  /** Makes a file, and where the disk is full, tries until it is not. */
  async #makeOne(bytes: number): Promise<void> {
    const made = await this.#whenThereIsSpace(
      async () =>
        (await this.#reuse(bytes)) ?? (await makeBlank(this.#context, bytes, this.#count++, this.#isStopped)),
    );
    if (made === null) return;
    // What is left behind is removed at the next start.
    if (this.#stopped) await discard(this.#context.fileSystem, made).catch(() => undefined);
    else this.#ready.push(made);
  }

  /** Makes a blank file of the spare one; null where there is none of that size. */
  async #reuse(bytes: number): Promise<BlankFile | null> {
    const { fileSystem } = this.#context;
    const path = this.#takeSpare();
    if (path === null) return null;
    const file = await attempt('open', path, () => fileSystem.open(path, 'write'));
    const blank = { file, path, bytes };
    if ((await attempt('read', path, () => file.size())) !== bytes) {
      await discard(fileSystem, blank);
      return null;
    }
    await fillOrDiscard(fileSystem, blank, this.#isStopped);
    return blank;
  }

  #takeSpare(): string | null {
    const spare = this.#spare;
    this.#spare = null;
    return spare;
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
    await this.#whenThereIsSpace(() => fill(longer, blank.bytes, this.#isStopped));
    if (this.#failure !== null) throw this.#failure;
    return longer;
  }
}

/** Makes a blank file now; fails with `disk_full` where there is no space. One that is stopped on its way is not full. */
export async function makeBlank(
  { fileSystem, directory }: Pick<AllocatorContext, 'fileSystem' | 'directory'>,
  bytes: number,
  number = 0,
  isStopped: () => boolean = () => false,
): Promise<BlankFile> {
  const path = `${directory}/next-${number}${TEMPORARY}`;
  const file = await attempt('create', path, () => fileSystem.open(path, 'create'));
  const blank = { file, path, bytes };
  await fillOrDiscard(fileSystem, blank, isStopped);
  return blank;
}

async function fillOrDiscard(
  fileSystem: FileSystem,
  blank: BlankFile,
  isStopped: () => boolean,
): Promise<void> {
  try {
    await fill(blank, 0, isStopped);
  } catch (error) {
    await discard(fileSystem, blank).catch(() => undefined);
    throw error;
  }
}

async function fill({ file, path, bytes }: BlankFile, from: number, isStopped: () => boolean): Promise<void> {
  for (let at = from; at < bytes && !isStopped(); at += ZEROS.byteLength) {
    const zeros = ZEROS.subarray(0, Math.min(ZEROS.byteLength, bytes - at));
    await attempt('write', path, () => file.write([zeros], at));
  }
  if (!isStopped()) await attempt('sync', path, () => file.datasync());
}

async function discard(fileSystem: FileSystem, { file, path }: BlankFile): Promise<void> {
  await attempt('close', path, () => file.close());
  await attempt('remove', path, () => fileSystem.remove(path));
}
