import type { LogIndex } from './types.ts';

interface Write {
  readonly sequence: number;
  /** The last index of the log that is durable once this write is. */
  last: number;
}

/**
 * Knows which part of the log is durable. Writes are numbered and become durable in order, so an acknowledgement names
 * exactly one state of the log: a late one can never vouch for an entry that replaced another at the same index.
 */
export class Durability {
  #issued = 0;
  #acknowledged = 0;
  #durable: number;
  readonly #pending: Write[] = [];

  constructor(durable: LogIndex) {
    this.#durable = durable;
  }

  /** The last index up to which the log, as it is now, is durable. */
  get index(): LogIndex {
    return this.#durable as LogIndex;
  }

  /** The number of the newest write, or 0 if all of them are durable: what a promise to a peer has to wait for. */
  get outstanding(): number {
    return this.#issued > this.#acknowledged ? this.#issued : 0;
  }

  /** The number that the next write will get. */
  get next(): number {
    return this.#issued + 1;
  }

  /** Notes that entries from `from` on are no longer in the log: no earlier write vouches for them. */
  truncated(from: LogIndex): void {
    this.#durable = Math.min(this.#durable, from - 1);
    for (const write of this.#pending) write.last = Math.min(write.last, from - 1);
  }

  /** Notes that a snapshot took the place of the log, as write number {@link issue} will make durable. */
  reset(): void {
    this.#durable = 0;
    for (const write of this.#pending) write.last = 0;
  }

  /** Numbers a write after which the log is durable up to `last`. */
  issue(last: LogIndex): number {
    this.#issued++;
    this.#pending.push({ sequence: this.#issued, last });
    return this.#issued;
  }

  acknowledge(sequence: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, sequence);
    while (this.#pending[0] !== undefined && this.#pending[0].sequence <= sequence) {
      const write = this.#pending.shift() as Write;
      this.#durable = Math.max(this.#durable, write.last);
    }
  }

  isDurable(sequence: number): boolean {
    return sequence <= this.#acknowledged;
  }
}
