import type { SessionMark } from '../wire/index.ts';

const MAX_SEQUENCE = 0xffff_ffff;

/**
 * The client's side of a session: numbers its commands and keeps account of which of them are done with, so that the
 * server may forget their answers (thesis §6.3). The floor never passes a command that could still be sent again.
 */
export class Session {
  readonly id: number;
  #next = 1;
  #used = false;
  #floor = 1;
  /** Done with, but above the floor, for an earlier one is still open. */
  readonly #doneAbove = new Set<number>();

  constructor(id: number) {
    this.id = id;
  }

  /** At least one of its commands is done with. */
  get used(): boolean {
    return this.#used;
  }

  /** All sequence numbers are used up. */
  get exhausted(): boolean {
    return this.#next > MAX_SEQUENCE;
  }

  /** The lowest sequence number that is not done with. */
  get floor(): number {
    return this.#floor;
  }

  /** Numbers a new command. */
  begin(): SessionMark {
    if (this.exhausted) throw new RangeError('a session has used up its sequence numbers');
    return { session: this.id, sequence: this.#next++, floor: this.#floor };
  }

  /** The command will not be sent again: its answer came, or nobody waits for it any more. */
  finish(sequence: number): void {
    if (sequence < this.#floor || sequence >= this.#next)
      throw new RangeError(`sequence ${sequence} is not open (floor ${this.#floor}, next ${this.#next})`);
    this.#used = true;
    if (sequence === this.#floor) this.#floor++;
    else this.#doneAbove.add(sequence);
    while (this.#doneAbove.delete(this.#floor)) this.#floor++;
  }
}
