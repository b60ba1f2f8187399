/** Remembers when events happened, as long as all of them tell. */
export class Times {
  #isComplete = true;
  readonly #indices: number[] = [];
  readonly #nanoseconds: number[] = [];

  /** Indices must increase. */
  add(index: number, nanoseconds: number | undefined): void {
    if (nanoseconds === undefined) {
      this.#isComplete = false;
      this.#indices.length = 0;
      this.#nanoseconds.length = 0;
    } else if (this.#isComplete) {
      this.#indices.push(index);
      this.#nanoseconds.push(nanoseconds);
    }
  }

  /** The field `time` of a history, if it has one. */
  asField(): { readonly time?: (index: number) => number } {
    return this.#isComplete && this.#indices.length > 0 ? { time: (index) => this.#find(index) } : {};
  }

  /** Milliseconds at an event; for an index that is none, at the last event before it. */
  #find(index: number): number {
    let low = 0;
    let high = this.#indices.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#indices[middle]! <= index) low = middle;
      else high = middle;
    }
    return this.#nanoseconds[low]! / 1_000_000;
  }
}
