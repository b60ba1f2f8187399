import type { Clock } from '../ports/clock.ts';
import type { LogStore, LogWrite, StoredLog } from '../ports/log-store.ts';
import type { Entry, LogIndex, LogPosition } from '../raft/types.ts';
import { MemoryLogStore } from './memory-log-store.ts';

interface Waiting {
  readonly take: () => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A log store whose syncs take their time, one at a time, each for everything that has gathered. What was not synced is
 * lost in a crash.
 */
export class SlowLogStore implements LogStore {
  /** How long a sync takes. One that has begun takes as long as was said then. */
  delayMs: number;
  /** While true, no sync begins. */
  stuck = false;
  readonly #disk: MemoryLogStore;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #syncing = false;
  #ended: 'crashed' | 'closed' | null = null;

  constructor(clock: Clock, delayMs = 0, previous?: SlowLogStore) {
    this.#disk = previous === undefined ? new MemoryLogStore() : new MemoryLogStore(previous.#disk);
    this.#clock = clock;
    this.delayMs = delayMs;
    if (previous !== undefined) previous.crash();
  }

  /** How many calls wait for the disk. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Ends the process: what waits is lost, and nobody hears of anything any more. */
  crash(): void {
    this.#ended ??= 'crashed';
    this.#waiting = [];
  }

  /** Begins to sync again. */
  unstick(): void {
    this.stuck = false;
    this.#sync();
  }

  load(omitThrough?: LogIndex): Promise<StoredLog> {
    return this.#disk.load(omitThrough);
  }

  /** Takes as long as a sync, and goes on beside it. */
  async read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    if (this.#ended === 'closed') throw closed();
    const found = this.#isCrashed() ? null : this.#disk.read(from, through, maxBytes);
    await new Promise<void>((resolve) => this.#clock.schedule(this.delayMs, resolve));
    return this.#isCrashed() ? new Promise(() => undefined) : found;
  }

  append(write: LogWrite): Promise<void> {
    return this.#enqueue(() => this.#disk.append(write));
  }

  compact(through: LogPosition): Promise<void> {
    return this.#enqueue(() => this.#disk.compact(through));
  }

  reset(base: LogPosition): Promise<void> {
    return this.#enqueue(() => this.#disk.reset(base));
  }

  async close(): Promise<void> {
    if (this.#ended !== null) return;
    this.#ended = 'closed';
    for (const { take, resolve, reject } of this.#waiting.splice(0)) await take().then(resolve, reject);
  }

  #isCrashed(): boolean {
    return this.#ended === 'crashed';
  }

  #enqueue(take: () => Promise<void>): Promise<void> {
    if (this.#ended === 'crashed') return new Promise(() => undefined);
    if (this.#ended === 'closed') return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ take, resolve, reject });
      this.#sync();
    });
  }

  #sync(): void {
    if (this.#syncing || this.stuck || this.#waiting.length === 0) return;
    this.#syncing = true;
    const count = this.#waiting.length;
    this.#clock.schedule(this.delayMs, () => {
      this.#syncing = false;
      for (const { take, resolve, reject } of this.#waiting.splice(0, count)) take().then(resolve, reject);
      this.#sync();
    });
  }
}

function closed(): Error {
  return new Error('the log store is closed');
}
