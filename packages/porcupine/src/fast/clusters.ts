import type { CellInput, CellOutput } from '../models/cell.ts';
import type { Operation } from '../operation.ts';
import type { Slab } from '../slab.ts';

export type CellOperation = Operation<CellInput, CellOutput>;

/** In place of a position or a cluster: there is none. */
export const NONE = -1;

/**
 * The operations on a cell of which every value is written once, by value: a *cluster* is the write of a value
 * and all that saw it. Cluster 0 is that of the absent value; the others are those of the values written.
 *
 * A compare-and-set writes one value after it has seen another: its cluster follows that one at once, and such
 * clusters form a *chain*.
 */
export class Clusters {
  readonly operations: readonly CellOperation[];
  readonly count: number;
  /** The position of the operation that writes the value. */
  readonly writer: Int32Array;
  /** The cluster that its writer must have seen, and the one whose writer must have seen this. */
  readonly previous: Int32Array;
  readonly next: Int32Array;
  /** Whether the value was there at some time, for certain. */
  readonly isLive: Uint8Array;
  /** When the first operation of the cluster returns and when the last is called, and the positions of the two. */
  readonly firstReturn: Float64Array;
  readonly lastCall: Float64Array;
  readonly firstReturning: Int32Array;
  readonly lastCalled: Int32Array;

  /** Of a slab, for at most so many. */
  static wordsFor(clusters: number): number {
    return Math.ceil(clusters * 9.25) + 2;
  }

  /** @param writers positions of the operations that write a value. */
  constructor(operations: readonly CellOperation[], writers: Int32Array, slab: Slab) {
    this.operations = operations;
    this.count = writers.length + 1;
    this.writer = slab.ints(this.count).fill(NONE, 0, 1);
    this.writer.set(writers, 1);
    this.previous = slab.ints(this.count).fill(NONE);
    this.next = slab.ints(this.count).fill(NONE);
    this.isLive = slab.flags(this.count).fill(1, 0, 1);
    this.firstReturn = slab.doubles(this.count).fill(-Infinity, 0, 1);
    this.lastCall = slab.doubles(this.count).fill(-Infinity, 0, 1);
    this.firstReturning = slab.ints(this.count);
    this.firstReturning.set(this.writer);
    this.lastCalled = slab.ints(this.count);
    this.lastCalled.set(this.writer);
    for (let cluster = 1; cluster < this.count; cluster++) {
      const { call, return: end } = operations[this.writer[cluster]!]!;
      this.firstReturn[cluster] = end;
      this.lastCall[cluster] = call;
      if (end !== Infinity) this.isLive[cluster] = 1;
    }
  }

  /** Adds a completed operation that saw the value. */
  include(cluster: number, position: number): void {
    const { call, return: end } = this.operations[position]!;
    this.isLive[cluster] = 1;
    if (end < this.firstReturn[cluster]!) {
      this.firstReturn[cluster] = end;
      this.firstReturning[cluster] = position;
    }
    if (call > this.lastCall[cluster]!) {
      this.lastCall[cluster] = call;
      this.lastCalled[cluster] = position;
    }
  }

  /**
   * Operations that show when two clusters of one chain were there: the one of the first that returns first, the
   * one of the second that is called last, and what links them. Nothing else can take their place, as every
   * value is written once.
   */
  witness(returning: number, called: number): CellOperation[] {
    const first = this.#isBefore(returning, called) ? returning : called;
    const last = first === returning ? called : returning;
    const positions = [this.firstReturning[returning]!, this.lastCalled[called]!, ...this.evidence(last)];
    for (let cluster = last; cluster !== first; cluster = this.previous[cluster]!) {
      positions.push(this.writer[cluster]!);
    }
    const isRest = (position: number) => position !== NONE && position !== this.writer[first];
    return [...this.write(first), ...this.find(positions.filter(isRest))];
  }

  /**
   * Positions of operations that show that the value of a live cluster was written: none for the absent value. A write of unknown outcome
   * took effect if its value was seen, or else one that was written where it had been seen.
   */
  evidence(cluster: number): number[] {
    if (cluster === 0) return [];
    const positions = [this.writer[cluster]!];
    if (this.operations[this.writer[cluster]!]!.return !== Infinity) return positions;
    for (; this.firstReturn[cluster] === Infinity; positions.push(this.writer[cluster]!)) {
      cluster = this.next[cluster]!;
    }
    return [...positions, this.firstReturning[cluster]!];
  }

  /** The write of the value, whatever it found before. */
  write(cluster: number): CellOperation[] {
    const operation = this.operations[this.writer[cluster]!];
    if (operation === undefined) return [];
    const { input, output } = operation;
    if (input.f !== 'cas') return [operation];
    const write: CellInput = { f: 'write', key: input.key, value: input.value };
    return [{ ...operation, input: write, output: output === undefined ? undefined : null }];
  }

  /** The operations at these positions, each once. */
  find(positions: readonly number[]): CellOperation[] {
    return [...new Set(positions)].map((position) => this.operations[position]!);
  }

  #isBefore(a: number, b: number): boolean {
    let cluster = a;
    while (cluster !== NONE && cluster !== b) cluster = this.next[cluster]!;
    return cluster === b;
  }
}
