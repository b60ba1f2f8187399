/**
 * Draws election timeouts from `ticks` to twice as many less one (Raft §5.2). The draws follow from the seed alone, so a
 * node can be replayed. (A linear congruential generator; only its upper bits are used.)
 */
export class ElectionTimer {
  readonly #ticks: number;
  #state: number;
  #timeout = 0;
  /** Ticks since the last reason to wait. */
  elapsed = 0;

  constructor(ticks: number, seed: number) {
    this.#ticks = ticks;
    this.#state = seed >>> 0;
    this.redraw();
  }

  /** Begins anew with another timeout. */
  redraw(): void {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    this.#timeout = this.#ticks + ((this.#state >>> 8) % this.#ticks);
    this.elapsed = 0;
  }

  get expired(): boolean {
    return this.elapsed >= this.#timeout;
  }
}
