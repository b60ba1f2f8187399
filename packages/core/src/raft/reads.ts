import type { LogIndex } from './types.ts';

interface PendingRead {
  readonly id: number;
  readonly round: number;
  readonly index: LogIndex;
}

/**
 * Reads that wait until a majority has confirmed, after they were registered, that the leader still leads (thesis §6.4).
 * Confirmations are numbered by rounds that only grow; nothing a caller supplies ever identifies one.
 */
export class Reads {
  #round = 0;
  readonly #pending: PendingRead[] = [];
  /** Reads that came before the leader committed an entry of its own term, and so before it knew the commit index. */
  #early: number[] = [];

  /** The newest round. */
  get round(): number {
    return this.#round;
  }

  get hasEarly(): boolean {
    return this.#early.length > 0;
  }

  addEarly(id: number): void {
    this.#early.push(id);
  }

  takeEarly(): number[] {
    const ids = this.#early;
    this.#early = [];
    return ids;
  }

  /** Registers a read of the state at `index` and opens the round that will confirm it. */
  register(id: number, index: LogIndex): void {
    this.#round++;
    this.#pending.push({ id, round: this.#round, index });
  }

  /** Removes and returns the reads that round `confirmed` and those before it settle. */
  confirm(confirmed: number): PendingRead[] {
    let count = 0;
    while (count < this.#pending.length && (this.#pending[count] as PendingRead).round <= confirmed) count++;
    return this.#pending.splice(0, count);
  }
}
