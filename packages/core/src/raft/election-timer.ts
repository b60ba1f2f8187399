/**
 * Draws how long a node waits for a leader: from a patience of some ticks to twice as many less one (Raft §5.2). The draws
 * follow from the seed alone, so a node can be replayed. (A linear congruential generator; only its upper bits are used.)
 */
export class ElectionTimer {
  #state: number;
  /** Ticks since the last reason to wait. */
  elapsed = 0;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    this.redraw();
  }

  /** Begins anew with another draw. */
  redraw(): void {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    this.elapsed = 0;
  }

  /** Whether as much has passed as was drawn for a patience of so many ticks. */
  isOver(patience: number): boolean {
    return this.elapsed >= patience + ((this.#state >>> 8) % patience);
  }
}
