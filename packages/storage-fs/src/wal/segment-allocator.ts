import type { Cancel, Clock } from '@seaworthy/core';

import { attempt, ioError, type StorageError } from '../errors.ts';
import type { FileHandle, FileSystem } from '../file-system/file-system.ts';
import { TEMPORARY } from '../file-system/whole-files.ts';
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
 * is asked for again and again.
 */
export class SegmentAllocator {
  readonly #context: AllocatorContext;
  readonly #ready: BlankFile[] = [];
  #count = 0;
  #making: Promise<void> | null = null;
  #failure: StorageError | null = null;
  #isLow = false;
  #stopped = false;
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

  /** Asks for space at once: some was given back. */
  retry(): void {
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
    this.#stopped = true;
    this.retry();
    await this.#making;
    for (const blank of this.#ready.splice(0)) await discard(this.#context.fileSystem, blank);
  }

  /** Makes a file, and where the disk is full, tries until it is not. */
  async #makeOne(bytes: number): Promise<void> {
    const made = await this.#whenThereIsSpace(() =>
      makeBlank(this.#context, bytes, this.#count++, () => this.#stopped),
    );
    if (made === null) return;
    // What is left behind is removed at the next start.
    if (this.#stopped) await discard(this.#context.fileSystem, made).catch(() => undefined);
    else this.#ready.push(made);
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
    await this.#whenThereIsSpace(() => fill(longer, blank.bytes, () => this.#stopped));
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
  try {
    await fill(blank, 0, isStopped);
    return blank;
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
