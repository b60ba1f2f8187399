/**
 * Follows how a newcomer receives the log, in rounds: each ends when it holds what the leader's log held when the round
 * began. Once a round takes less than an election timeout, the newcomer is close enough not to hold commits up when it
 * becomes a voter (thesis §4.2.1).
 */
export class CatchUp {
  readonly #limitTicks: number;
  #goal: number;
  #ticks = 0;
  #done = false;

  constructor(last: number, limitTicks: number) {
    this.#goal = last;
    this.#limitTicks = limitTicks;
  }

  get done(): boolean {
    return this.#done;
  }

  tick(): void {
    this.#ticks++;
  }

  /** The newcomer holds everything up to `match`, the leader up to `last`. */
  reached(match: number, last: number): void {
    if (this.#done || match < this.#goal) return;
    // Whoever holds all that there is has nothing left to be late with.
    this.#done = this.#ticks < this.#limitTicks || match >= last;
    this.#goal = last;
    this.#ticks = 0;
  }
}
