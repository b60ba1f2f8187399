import type { Clock, Entry, LogIndex, LogPosition, LogStore, LogWrite, StoredLog } from '@seaworthy/core';

/** A log store that tells how it fares. */
export class WatchedLogStore implements LogStore {
  readonly #store: LogStore;
  readonly #clock: Clock;
  /** When the writes that are not durable yet were made, the oldest first; they become durable in order. */
  readonly #pending: number[] = [];
  #writes = 0;
  #waitedMs = 0;

  constructor(store: LogStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Writes that became durable. */
  get writes(): number {
    return this.#writes;
  }

  /** The sum of what each of them took, in milliseconds; those that wait together each count. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** For how long the oldest write has been waiting, in milliseconds; 0 if none does. */
  get stalledMs(): number {
    const [oldest] = this.#pending;
    return oldest === undefined ? 0 : this.#clock.monotonicNow() - oldest;
  }

  load(omitThrough?: LogIndex): Promise<StoredLog> {
    return this.#store.load(omitThrough);
  }

  read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    return this.#store.read(from, through, maxBytes);
  }

  append(write: LogWrite): Promise<void> {
    this.#pending.push(this.#clock.monotonicNow());
    const durable = this.#store.append(write);
    // Whoever asked handles a failure; a write that failed is never durable, so it stays the oldest.
    durable.then(() => this.#onDurable()).catch(() => undefined);
    return durable;
  }

  compact(through: LogPosition): Promise<void> {
    return this.#store.compact(through);
  }

  reset(base: LogPosition): Promise<void> {
    return this.#store.reset(base);
  }

  isSpaceLow(): boolean {
    return this.#store.isSpaceLow?.() ?? false;
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #onDurable(): void {
    const since = this.#pending.shift() ?? 0;
    this.#writes++;
    this.#waitedMs += this.#clock.monotonicNow() - since;
  }
}
