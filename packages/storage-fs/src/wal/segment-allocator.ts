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

const STOPPED = Symbol('stopped');

/**
 * Makes the files that become segments, one ahead in the background. Overwriting bytes that exist costs a sync a third
 * less than appending them, and a full disk shows before anything depends on it.
 */
export class SegmentAllocator {
  readonly #fileSystem: FileSystem;
  readonly #directory: string;
  readonly #onWarning: WarningListener;
  #count = 0;
  #next: Promise<BlankFile | StorageError | typeof STOPPED> | null = null;
  #stopped = false;

  constructor(fileSystem: FileSystem, directory: string, onWarning: WarningListener) {
    this.#fileSystem = fileSystem;
    this.#directory = directory;
    this.#onWarning = onWarning;
  }

  /** Begins to make a file of `bytes` bytes, unless one is there or under way. */
  prepare(bytes: number): void {
    this.#next ??= this.#make(bytes).catch((error: unknown) => ioError('prepare', this.#directory, error));
  }

  /** A file of at least `bytes` bytes. Space that could not be had ahead of time is asked for once more. */
  async take(bytes: number): Promise<BlankFile> {
    const next = await this.#next;
    this.#next = null;
    if (next === null || next === STOPPED) return this.#made(bytes);
    if (next instanceof Error) {
      if (next.code !== 'disk_full') throw next;
      const { message, path } = next;
      this.#onWarning({ code: 'space_low', message, path });
      return this.#made(bytes);
    }
    return next.bytes < bytes ? this.#lengthen(next, bytes) : next;
  }

  /** Stops what is under way and removes what was not taken. */
  async close(): Promise<void> {
    this.#stopped = true;
    const next = await this.#next;
    this.#next = null;
    if (next === null || next === STOPPED || next instanceof Error) return;
    await this.#discard(next.file, next.path);
  }

  async #made(bytes: number): Promise<BlankFile> {
    const made = await this.#make(bytes);
    if (made === STOPPED) throw ioError('prepare', this.#directory, new Error('the log was closed'));
    return made;
  }

  async #make(bytes: number): Promise<BlankFile | typeof STOPPED> {
    const path = `${this.#directory}/next-${this.#count++}${TEMPORARY}`;
    const file = await attempt('create', path, () => this.#fileSystem.open(path, 'create'));
    try {
      await this.#fill(file, path, 0, bytes);
    } catch (error) {
      await this.#discard(file, path).catch(() => undefined);
      throw error;
    }
    if (!this.#stopped) return { file, path, bytes };
    await this.#discard(file, path);
    return STOPPED;
  }

  async #lengthen(blank: BlankFile, bytes: number): Promise<BlankFile> {
    await this.#fill(blank.file, blank.path, blank.bytes, bytes);
    return { ...blank, bytes };
  }

  async #fill(file: FileHandle, path: string, from: number, to: number): Promise<void> {
    for (let at = from; at < to && !this.#stopped; at += ZEROS.byteLength) {
      const zeros = ZEROS.subarray(0, Math.min(ZEROS.byteLength, to - at));
      await attempt('write', path, () => file.write([zeros], at));
    }
    if (!this.#stopped) await attempt('sync', path, () => file.datasync());
  }

  async #discard(file: FileHandle, path: string): Promise<void> {
    await attempt('close', path, () => file.close());
    await attempt('remove', path, () => this.#fileSystem.remove(path));
  }
}
