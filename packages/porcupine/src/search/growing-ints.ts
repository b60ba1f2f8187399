import type { MemoryBudget } from './memory.ts';

/** A stack of 32-bit integers within the memory budget. */
export class GrowingInts {
  readonly #budget: MemoryBudget;
  data: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
    this.data = budget.allocate(64);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.#grow();
    this.data[this.length++] = value;
  }

  push4(a: number, b: number, c: number, d: number): void {
    if (this.length + 4 > this.data.length) this.#grow();
    const { data, length } = this;
    data[length] = a;
    data[length + 1] = b;
    data[length + 2] = c;
    data[length + 3] = d;
    this.length = length + 4;
  }

  release(): void {
    this.#budget.free(this.data);
    this.data = new Int32Array(0);
    this.length = 0;
  }

  #grow(): void {
    const grown = this.#budget.allocate(this.data.length * 2);
    grown.set(this.data);
    this.#budget.free(this.data);
    this.data = grown;
  }
}
