interface Held {
  readonly after: number;
  readonly run: () => void;
}

/** What may only be done once a write is durable, in order. Writes are numbered and become durable in their order. */
export class DurableQueue {
  #held: Held[] = [];
  #newest = 0;
  #durable = 0;

  /** The number of the newest write. */
  get newest(): number {
    return this.#newest;
  }

  issued(sequence: number): void {
    this.#newest = sequence;
  }

  /** Calls `run` once write `sequence` is durable: at once where it is already, or where there is none, 0. */
  after(sequence: number, run: () => void): void {
    if (sequence <= this.#durable) run();
    else this.#held.push({ after: sequence, run });
  }

  durable(sequence: number): void {
    this.#durable = Math.max(this.#durable, sequence);
    let released = 0;
    while ((this.#held[released]?.after ?? Infinity) <= sequence) released++;
    for (const { run } of this.#held.splice(0, released)) run();
  }

  clear(): void {
    this.#held = [];
  }
}
