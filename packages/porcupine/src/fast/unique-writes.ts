import { isRefused } from '../models/cell.ts';
import type { CellInput, CellOutput, Value } from '../models/cell.ts';
import { isOptional } from '../operation.ts';
import { Slab } from '../slab.ts';
import { recycle, zeroed } from '../spare-buffers.ts';
import { buildChains, chainsWordsFor } from './chains.ts';
import type { Chains } from './chains.ts';
import { Clusters, NONE } from './clusters.ts';
import type { CellOperation } from './clusters.ts';
import { inStrides } from './fast-path.ts';
import type { FastOutcome, FastPath } from './fast-path.ts';
import { sortByCall } from './sort.ts';
import { ValueIndex } from './value-index.ts';
import { orderZones, zonesWordsFor } from './zones.ts';

type Outcome = FastOutcome<CellInput, CellOutput>;

/**
 * Registers to which every value is written at most once (Gibbons and Korach 1997), with successful
 * compare-and-sets and unknown outcomes. See SOUNDNESS.md.
 *
 * Not for appends, deletes, and refusals that do not tell what they found.
 */
export const uniqueWrites: FastPath<CellInput, CellOutput> = {
  method: 'unique-writes',
  bytesPerOperation: 128,
  *decide(operations) {
    const words = zeroed(wordsFor(operations.length));
    try {
      return yield* decide(operations, new Slab(words));
    } finally {
      recycle(words);
    }
  },
};

/**
 * Of the slab that all tables are cut from. Arrays of their own would weigh on the garbage collector, which goes
 * through the whole history whenever some more have been made: time would grow like the square of the operations.
 */
function wordsFor(operations: number): number {
  const clusters = operations + 1;
  return (
    ValueIndex.wordsFor(operations) +
    operations +
    Clusters.wordsFor(clusters) +
    chainsWordsFor(clusters) +
    zonesWordsFor(clusters) +
    sightingsWordsFor(operations, clusters)
  );
}

function* decide(operations: readonly CellOperation[], slab: Slab): Generator<void, Outcome | undefined> {
  const values = new ValueIndex(operations.length, slab);
  const writers = slab.ints(operations.length);
  const isOther = yield* inStrides(operations.length, (from, to) =>
    findWriters(operations, values, writers, from, to),
  );
  if (isOther === true) return undefined;
  yield;
  return yield* new UniqueWrites(operations, values, writers.subarray(0, values.size), slab).decide();
}

/** Collects the positions of what writes; `true` if the history is not of the kind. */
function findWriters(
  operations: readonly CellOperation[],
  values: ValueIndex,
  writers: Int32Array,
  from: number,
  to: number,
): true | undefined {
  for (let position = from; position < to; position++) {
    const operation = operations[position]!;
    const { input } = operation;
    if (!isUnderstood(operation)) return true;
    if (!isWriter(operation)) continue;
    writers[values.size] = position;
    if (!values.add((input as { value: Value }).value)) return true;
  }
  return undefined;
}

function isUnderstood(operation: CellOperation): boolean {
  const { input, output } = operation;
  switch (input.f) {
    case 'read':
      return output !== undefined || isOptional(operation);
    case 'write':
      // NaN is not equal to itself.
      return input.value === input.value;
    case 'cas':
      return (output !== undefined && output !== false) || isOptional(operation);
    case 'append':
    case 'delete':
      return false;
  }
}

/** Whether the operation, if it takes effect, leaves a value that it did not find. */
function isWriter({ input, output }: CellOperation): boolean {
  return input.f === 'write' || (input.f === 'cas' && !isRefused(output) && input.expected !== input.value);
}

/** What the operation certainly saw, but for what a writer saw before. */
function sightOf(operation: CellOperation): Value | null | undefined {
  const { input, output } = operation;
  if (isOptional(operation) || isWriter(operation) || input.f === 'write') return undefined;
  if (input.f === 'read') return output as Value | null;
  if (input.f !== 'cas') return undefined;
  return isRefused(output) && output !== false ? output.current : input.expected;
}

/** A refusal that found what it expected. */
function isContradiction({ input, output }: CellOperation): boolean {
  return input.f === 'cas' && isRefused(output) && output !== false && output.current === input.expected;
}

class UniqueWrites {
  readonly #operations: readonly CellOperation[];
  readonly #values: ValueIndex;
  readonly #slab: Slab;
  readonly #clusters: Clusters;
  /** For each operation, the cluster of which it saw the value. */
  readonly #seen: Int32Array;

  constructor(operations: readonly CellOperation[], values: ValueIndex, writers: Int32Array, slab: Slab) {
    this.#operations = operations;
    this.#values = values;
    this.#slab = slab;
    this.#clusters = new Clusters(operations, writers, slab);
    this.#seen = slab.ints(operations.length).fill(NONE);
  }

  *decide(): Generator<void, Outcome> {
    const misfit = yield* inStrides(this.#operations.length, (from, to) => this.#include(from, to));
    const witness = misfit ?? this.#link();
    if (witness !== undefined) return { verdict: 'invalid', witness };
    yield;
    const built = buildChains(this.#clusters, this.#slab);
    yield;
    return 'witness' in built ? { verdict: 'invalid', ...built } : yield* this.#order(built.chains);
  }

  /** Gives each operation that saw a value to its cluster. */
  #include(from: number, to: number): CellOperation[] | undefined {
    for (let position = from; position < to; position++) {
      const operation = this.#operations[position]!;
      const value = sightOf(operation);
      if (value === undefined) continue;
      const cluster = this.#clusterOf(value);
      if (cluster === NONE || isContradiction(operation)) return [operation];
      const writer = this.#operations[this.#clusters.writer[cluster]!];
      if (writer !== undefined && operation.return < writer.call) {
        return [...this.#clusters.write(cluster), operation];
      }
      this.#clusters.include(cluster, position);
      this.#seen[position] = cluster;
    }
    return undefined;
  }

  /** {@link NONE} for a value that is never written. */
  #clusterOf(value: Value | null): number {
    if (value === null) return 0;
    const number = this.#values.get(value);
    return number === NONE ? NONE : number + 1;
  }

  /** Links clusters whose writers are compare-and-sets that took effect to those of the values they expected. */
  #link(): CellOperation[] | undefined {
    const { isLive, count } = this.#clusters;
    const found: number[] = [];
    for (let start = 1; start < count; start++) {
      if (isLive[start] === 0) continue;
      for (let cluster: number | undefined = start; cluster !== undefined; cluster = found.pop()) {
        const witness = this.#linkOne(cluster, found);
        if (witness !== undefined) return witness;
      }
    }
    return undefined;
  }

  /** @param found takes clusters that become known to be live. */
  #linkOne(cluster: number, found: number[]): CellOperation[] | undefined {
    const clusters = this.#clusters;
    const { input } = this.#operations[clusters.writer[cluster]!]!;
    if (input.f !== 'cas' || clusters.previous[cluster] !== NONE) return undefined;
    const from = this.#clusterOf(input.expected);
    if (from === NONE) return clusters.find(clusters.evidence(cluster));
    const rival = clusters.next[from]!;
    if (rival !== NONE) {
      const both = [...clusters.evidence(rival), ...clusters.evidence(cluster)];
      return [...clusters.write(from), ...clusters.find(both)];
    }
    clusters.previous[cluster] = from;
    clusters.next[from] = cluster;
    if (clusters.isLive[from] === 0) {
      clusters.isLive[from] = 1;
      found.push(from);
    }
    return undefined;
  }

  *#order(chains: Chains): Generator<void, Outcome> {
    const ordered = orderZones(chains, this.#slab);
    yield;
    if ('conflict' in ordered) {
      const [a, b] = ordered.conflict;
      const witness = [a, b].flatMap((chain) =>
        this.#clusters.witness(chains.firstReturning[chain]!, chains.lastCalled[chain]!),
      );
      return { verdict: 'invalid', witness };
    }
    return { verdict: 'valid', order: this.#unroll(chains.heads, ordered.order) };
  }

  /** Chain by chain and cluster by cluster, first the writer and then those that saw the value. */
  #unroll(heads: Int32Array, order: Uint32Array): number[] {
    const { writer, next, isLive } = this.#clusters;
    const { starts, positions } = this.#sightings();
    // Cluster 0 has no writer. An array that grows would be copied time and again.
    const writers = isLive.reduce((total, live) => total + live, -1);
    const ids = new Array<number>(positions.length + writers);
    let length = 0;
    for (let at = 0; at < order.length; at++) {
      for (let cluster = heads[order[at]!]!; cluster !== NONE; cluster = next[cluster]!) {
        if (cluster !== 0) ids[length++] = this.#operations[writer[cluster]!]!.id;
        for (let i = starts[cluster]!; i < starts[cluster + 1]!; i++)
          ids[length++] = this.#operations[positions[i]!]!.id;
      }
    }
    return ids;
  }

  /** The positions of operations that saw the value of cluster `i`, in order of their calls, from `starts[i]` on. */
  #sightings(): { starts: Int32Array; positions: Int32Array } {
    const seen = this.#seen;
    const starts = this.#slab.ints(this.#clusters.count + 2);
    for (let i = 0; i < seen.length; i++) if (seen[i] !== NONE) starts[seen[i]! + 2]! += 1;
    for (let i = 2; i < starts.length; i++) starts[i]! += starts[i - 1]!;
    const positions = this.#slab.ints(starts.at(-1)!);
    const byCall = sortByCall(this.#operations, this.#slab.positions(seen.length));
    // Filling moves each start to where the next one is.
    for (let i = 0; i < byCall.length; i++) {
      const cluster = seen[byCall[i]!]!;
      if (cluster !== NONE) positions[starts[cluster + 1]!++] = byCall[i]!;
    }
    return { starts, positions };
  }
}

/** Of a slab: what each operation saw, where the sightings of each cluster begin, and the operations twice. */
function sightingsWordsFor(operations: number, clusters: number): number {
  return operations * 3 + clusters + 2;
}
