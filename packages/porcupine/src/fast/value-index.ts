import type { Value } from '../models/cell.ts';
import type { Slab } from '../slab.ts';

/** Integers up to so many times the number of values are looked up in an array. */
const SPREAD = 2;

/** Numbers distinct values from 0, quickly where they are small integers. */
export class ValueIndex {
  readonly #dense: Int32Array;
  readonly #others = new Map<Value, number>();
  size = 0;

  /** Of a slab. */
  static wordsFor(expected: number): number {
    return expected * SPREAD;
  }

  /** @param expected how many values there will be, about. */
  constructor(expected: number, slab: Slab) {
    this.#dense = slab.ints(expected * SPREAD).fill(-1);
  }

  /** `false` when the value was there already. */
  add(value: Value): boolean {
    if (this.#isDense(value)) {
      if (this.#dense[value] !== -1) return false;
      this.#dense[value] = this.size;
    } else {
      if (this.#others.has(value)) return false;
      this.#others.set(value, this.size);
    }
    this.size += 1;
    return true;
  }

  /** The number of the value, -1 if there is none. */
  get(value: Value): number {
    return this.#isDense(value) ? this.#dense[value]! : (this.#others.get(value) ?? -1);
  }

  #isDense(value: Value): value is number {
    return typeof value === 'number' && value >= 0 && value < this.#dense.length && Number.isInteger(value);
  }
}
