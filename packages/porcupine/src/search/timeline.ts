import { countUp, sortByKey } from '../fast/sort.ts';
import type { Operation } from '../operation.ts';
import type { Slab } from '../slab.ts';

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

  /** Of a slab, for so many operations. */
  static wordsFor(operations: number): number {
    return operations * 13 + 5;
  }

  /** @param operations completed ones, in order of their calls. */
  constructor(operations: readonly Operation<unknown, unknown>[], slab: Slab) {
    const count = operations.length;
    this.entries = count * 2;
    const inOrderOfReturns = sortByReturn(operations, slab);
    this.op = slab.ints(this.entries + 1);
    this.callsBefore = slab.ints(this.entries + 1);
    this.callEntry = slab.ints(count);
    this.returnEntry = slab.ints(count);
    this.#fill(operations, inOrderOfReturns);
    this.next = slab.ints(this.entries + 1);
    this.#previous = slab.ints(this.entries + 1);
    this.#previous[0] = this.entries;
    for (let entry = 0; entry < this.entries; entry++) {
      this.next[entry] = entry + 1;
      this.#previous[entry + 1] = entry;
    }
  }

  /** At equal times calls come first: intervals are closed. */
  #fill(operations: readonly Operation<unknown, unknown>[], inOrderOfReturns: Uint32Array): void {
    let called = 0;
    let entry = 1;
    for (let i = 0; i < inOrderOfReturns.length; i++) {
      const returning = inOrderOfReturns[i]!;
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

function sortByReturn(operations: readonly Operation<unknown, unknown>[], slab: Slab): Uint32Array {
  const returns = slab.doubles(operations.length);
  for (let i = 0; i < returns.length; i++) returns[i] = operations[i]!.return;
  return sortByKey(returns, countUp(slab.positions(operations.length)));
}
