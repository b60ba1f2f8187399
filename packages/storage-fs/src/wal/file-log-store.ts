import {
  logIndex,
  type Entry,
  type LogIndex,
  type LogPosition,
  type LogStore,
  type LogWrite,
  type StoredLog,
} from '@seaworthy/core';

import { ioError, StorageError } from '../errors.ts';
import { LogOutline } from './outline.ts';
import { recoverLog } from './recover.ts';
import type { Wal, WalContext } from './wal.ts';

/** One call that waits for its sync. */
interface Waiting {
  add(wal: Wal): Promise<void>;
  resolve(): void;
  reject(error: StorageError): void;
}

/** A log that was loaded. */
interface OpenLog {
  readonly wal: Wal;
  /** The log as it is when everything asked for so far is done. */
  readonly outline: LogOutline;
}

/**
 * A {@link LogStore} on files. One sync is under way at a time; every call made meanwhile waits for the next, and one
 * sync then serves them all (group commit). The first failure is the last word: nothing is tried again, since after a
 * failed sync nobody knows what the disk holds.
 */
export class FileLogStore implements LogStore {
  readonly #context: WalContext;
  #loading: Promise<StoredLog> | null = null;
  #open: OpenLog | null = null;
  #waiting: Waiting[] = [];
  #committing: Promise<void> | null = null;
  #removing: Promise<void> = Promise.resolve();
  /** Settles with the reads under way. */
  #reading: Promise<unknown> = Promise.resolve();
  #failure: StorageError | null = null;
  #closing: Promise<void> | null = null;

  constructor(context: WalContext) {
    this.#context = context;
  }

  /** Reads and verifies everything that is stored; of entries up to `omitThrough`, none is put into memory. */
  async load(omitThrough: LogIndex = logIndex(0)): Promise<StoredLog> {
    if (this.#closing !== null) throw this.#closed();
    if (this.#loading !== null) throw this.#invalid('load() is called once');
    this.#loading = this.#load(omitThrough);
    return this.#loading;
  }

  /**
   * See {@link LogStore.read}. Waits for no sync. An entry that is not what was written any more ends the store with
   * `corrupt_log`.
   */
  async read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    const open = this.#atWork();
    if (open instanceof StorageError) throw open;
    const { wal, outline } = open;
    if (!(from <= through && maxBytes >= 0))
      throw this.#invalid(
        `expected a range of entries and a number of bytes, got ${from}, ${through}, ${maxBytes}`,
      );
    if (from <= outline.base.index || through > outline.last.index) return null;
    const reading = wal.read(from, through, maxBytes);
    this.#reading = Promise.allSettled([this.#reading, reading]);
    try {
      return await reading;
    } catch (error) {
      throw this.#fail(error);
    }
  }

  append(write: LogWrite): Promise<void> {
    return this.#enqueue(
      (outline) => outline.append(write.hardState, write.entries),
      (wal) => wal.addWrite(write),
    );
  }

  compact(through: LogPosition): Promise<void> {
    const before = this.#open?.outline.base.index ?? 0;
    return this.#enqueue(
      (outline) => outline.compact(through),
      async (wal) => {
        if (through.index > before) await wal.addCompact(through);
      },
    );
  }

  reset(base: LogPosition): Promise<void> {
    return this.#enqueue(
      (outline) => outline.reset(base),
      (wal) => wal.addReset(base),
    );
  }

  /** Whether the disk has no space for more than the log has already; see {@link Storage.isSpaceLow}. */
  isSpaceLow(): boolean {
    return this.#open?.wal.spaceIsLow ?? false;
  }

  /** Reads the whole log again, while it goes on, and yields what is wrong with it. Nothing before {@link load}. */
  async *scrub(): AsyncGenerator<StorageError, void, undefined> {
    if (this.#open !== null && this.#closing === null) yield* this.#open.wal.scrub();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #load(omitThrough: LogIndex): Promise<StoredLog> {
    try {
      const { replay, salvaged, wal } = await recoverLog(this.#context, omitThrough);
      const stored = { ...replay.stored, ...(salvaged !== null && { salvaged }) };
      this.#open = { wal, outline: new LogOutline(replay) };
      // A crash may have come between a compaction and the removal of what it freed.
      this.#removeDead(wal);
      return stored;
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /** The log, or why it serves nobody. */
  #atWork(): OpenLog | StorageError {
    if (this.#failure !== null) return this.#failure;
    if (this.#closing !== null) return this.#closed();
    return this.#open ?? this.#invalid('load() comes before anything else');
  }

  #enqueue(check: (outline: LogOutline) => string | null, add: (wal: Wal) => Promise<void>): Promise<void> {
    const open = this.#atWork();
    if (open instanceof StorageError) return Promise.reject(open);
    const { wal, outline } = open;
    const wrong = check(outline);
    if (wrong !== null) return this.#refuse(`expected ${wrong}`);
    return new Promise<void>((resolve, reject) => {
      this.#waiting.push({ add, resolve, reject });
      this.#committing ??= this.#commitAll(wal);
    });
  }

  /** A call that must not have been made ends the store too, after the calls before it were served. */
  async #refuse(what: string): Promise<void> {
    const error = this.#invalid(what);
    this.#failure = error;
    await this.#committing;
    throw error;
  }

  async #commitAll(wal: Wal): Promise<void> {
    // Lets the caller finish its turn, so that all it has to say goes into the first write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#context.syncEach ? 1 : this.#waiting.length);
      await this.#commit(wal, batch);
    }
    this.#committing = null;
    if (this.#failure === null)
      wal.noteWatermark().catch((error: unknown) => {
        this.#fail(error);
      });
  }

  async #commit(wal: Wal, batch: readonly Waiting[]): Promise<void> {
    try {
      for (const call of batch) await call.add(wal);
      await wal.flush();
    } catch (cause) {
      const error = this.#fail(cause);
      const rest = this.#waiting;
      this.#waiting = [];
      for (const call of [...batch, ...rest]) call.reject(error);
      return;
    }
    for (const call of batch) call.resolve();
    this.#removeDead(wal);
  }

  #removeDead(wal: Wal): void {
    const dead = wal.takeDead();
    if (dead.length === 0) return;
    this.#removing = this.#removing
      .then(() => (this.#failure === null ? wal.remove(dead) : undefined))
      .catch((error: unknown) => {
        this.#fail(error);
      });
  }

  async #close(): Promise<void> {
    // A load that failed has told its caller; there is nothing to release.
    await this.#loading?.catch(() => undefined);
    this.#open?.wal.giveUpSpace();
    await this.#committing;
    await this.#removing;
    await this.#reading;
    const wal = this.#open?.wal;
    if (wal === undefined) return;
    if (this.#failure === null) await wal.close();
    else await wal.release().catch(() => undefined);
  }

  #fail(cause: unknown): StorageError {
    this.#failure ??= ioError('use', this.#context.directory, cause);
    return this.#failure;
  }

  #invalid(message: string): StorageError {
    return new StorageError('invalid_argument', message, { path: this.#context.directory });
  }

  #closed(): StorageError {
    return new StorageError('closed', 'the log was closed', { path: this.#context.directory });
  }
}
