import { sortByKey } from '../fast/sort.ts';
import type { Operation } from '../operation.ts';

/**
 * The calls and returns of completed operations in order of time, as a doubly linked list in which an
 * operation is *lifted* out when it is linearized and put back when the search retreats (Wing and Gong 1993).
 * Entry 0 closes the ring; entry `e` is a call of operation `op[e]`, or a return of operation `~op[e]`.
 */
export class Timeline {
  readonly entries: number;
  readonly op: Int32Array;
  readonly next: Int32Array;
  readonly callEntry: Int32Array;
  readonly returnEntry: Int32Array;
  /** For a return: how many operations were called before it. */
  readonly callsBefore: Int32Array;
  readonly #previous: Int32Array;

  /** @param operations completed ones, in order of their calls. */
  constructor(operations: readonly Operation<unknown, unknown>[]) {
    const count = operations.length;
    this.entries = count * 2;
    this.op = new Int32Array(this.entries + 1);
    this.callsBefore = new Int32Array(this.entries + 1);
    this.callEntry = new Int32Array(count);
    this.returnEntry = new Int32Array(count);
    this.#fill(operations);
    this.next = new Int32Array(this.entries + 1);
    this.#previous = new Int32Array(this.entries + 1);
    this.#previous[0] = this.entries;
    for (let entry = 0; entry < this.entries; entry++) {
      this.next[entry] = entry + 1;
      this.#previous[entry + 1] = entry;
    }
  }

  /** At equal times calls come first: intervals are closed. */
  #fill(operations: readonly Operation<unknown, unknown>[]): void {
    const returns = new Float64Array(operations.length);
    for (let i = 0; i < returns.length; i++) returns[i] = operations[i]!.return;
    let called = 0;
    let entry = 1;
    for (const returning of sortByKey(returns)) {
      while (called < operations.length && operations[called]!.call <= operations[returning]!.return) {
        this.op[entry] = called;
        this.callEntry[called++] = entry++;
      }
      this.op[entry] = ~returning;
      this.callsBefore[entry] = called;
      this.returnEntry[returning] = entry++;
    }
  }

  /** Whether the entry is in the list. */
  holds(entry: number): boolean {
    return this.next[this.#previous[entry]!] === entry;
  }

  lift(operation: number): void {
    // The return first: so the call keeps a link to an entry that is still in the list, should they be neighbours.
    this.#unlink(this.returnEntry[operation]!);
    this.#unlink(this.callEntry[operation]!);
  }

  /** Undoes {@link lift}; only in the opposite order of lifting. */
  putBack(operation: number): void {
    this.#link(this.callEntry[operation]!);
    this.#link(this.returnEntry[operation]!);
  }

  #unlink(entry: number): void {
    const before = this.#previous[entry]!;
    const after = this.next[entry]!;
    this.next[before] = after;
    this.#previous[after] = before;
  }

  #link(entry: number): void {
    this.next[this.#previous[entry]!] = entry;
    this.#previous[this.next[entry]!] = entry;
  }
}
