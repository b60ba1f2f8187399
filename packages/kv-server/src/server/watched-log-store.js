/** A log store that tells how it fares. */
export class WatchedLogStore {
  #store;
  #clock;
  /** When the writes that are not durable yet were made, the oldest first; they become durable in order. */
  #pending = [];
  #loaded = null;
  #writes = 0;
  #waitedMs = 0;
  constructor(store, clock) {
    this.#store = store;
    this.#clock = clock;
  }
  /** Writes that became durable. */
  get writes() {
    return this.#writes;
  }
  /** The sum of what each of them took, in milliseconds; those that wait together each count. */
  get waitedMs() {
    return this.#waitedMs;
  }
  /** For how long the oldest write has been waiting, in milliseconds; 0 if none does. */
  get stalledMs() {
    const [oldest] = this.#pending;
    return oldest === undefined ? 0 : this.#clock.monotonicNow() - oldest;
  }
  /** Term and vote as they were stored when the node started. */
  get loaded() {
    return this.#loaded;
  }
  async load() {
    const stored = await this.#store.load();
    this.#loaded = stored.hardState;
    return stored;
  }
  append(write) {
    this.#pending.push(this.#clock.monotonicNow());
    const durable = this.#store.append(write);
    // Whoever asked handles a failure; a write that failed is never durable, so it stays the oldest.
    durable.then(() => this.#onDurable()).catch(() => undefined);
    return durable;
  }
  compact(through) {
    return this.#store.compact(through);
  }
  reset(base) {
    return this.#store.reset(base);
  }
  close() {
    return this.#store.close();
  }
  #onDurable() {
    const since = this.#pending.shift() ?? 0;
    this.#writes++;
    this.#waitedMs += this.#clock.monotonicNow() - since;
  }
}
//# sourceMappingURL=watched-log-store.js.map
