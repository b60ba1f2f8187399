import type { CounterInput, CounterOutput } from '../models/counter.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { STRIDE } from './fast-path.ts';
import type { FastOutcome, FastPath } from './fast-path.ts';
import { Heap } from './heap.ts';
import { sortByCall, sortByKey } from './sort.ts';
import { orderSteps } from './steps.ts';

type CounterOperation = Operation<CounterInput, CounterOutput>;
type Outcome = FastOutcome<CounterInput, CounterOutput>;

/**
 * Counters to which always the same number is added. What is read tells how many additions came before, so that
 * they are jobs to be done between reads, each with a release and a deadline, for which the earliest deadline
 * first is best (Jackson 1955). See SOUNDNESS.md.
 */
export const uniformCounter: FastPath<CounterInput, CounterOutput> = {
  method: 'counter',
  bytesPerOperation: 192,
  *decide(operations) {
    const adds: CounterOperation[] = [];
    const reads: CounterOperation[] = [];
    let amount: number | undefined;
    for (const [i, position] of sortByCall(operations).entries()) {
      if (i % STRIDE === 0) yield;
      const operation = operations[position]!;
      const { input, output } = operation;
      if (input.f === 'add') {
        amount ??= input.value;
        if (input.value !== amount) return undefined;
        adds.push(operation);
      } else if (!isOptional(operation)) {
        if (output === undefined) return undefined;
        reads.push(operation);
      }
    }
    amount ??= 1;
    // Fractions do not add up to a multiple, and neither do numbers that are too large.
    if (amount === 0 || !Number.isInteger(amount) || !Number.isSafeInteger(amount * adds.length))
      return undefined;
    return (yield* decide(adds, reads, amount)) ?? { verdict: 'invalid', witness: operations };
  },
};

/** `undefined` if the history is invalid, and few operations do not show it. */
function* decide(
  adds: readonly CounterOperation[],
  reads: readonly CounterOperation[],
  amount: number,
): Generator<void, Outcome | undefined> {
  const odd = reads.find(({ output }) => !isCount(output! / amount, adds.length));
  if (odd !== undefined) return core([odd]);
  const groups = groupByCount(reads, amount);
  yield;
  const { overtaking } = orderSteps(groups.map((group) => group.reads));
  if (overtaking !== undefined) return core(overtaking);
  yield;
  return yield* place(adds, groups);
}

function isCount(count: number, most: number): boolean {
  return Number.isInteger(count) && count >= 0 && count <= most;
}

/** The reads of one number. */
interface Group {
  /** How many additions come before. */
  readonly count: number;
  readonly reads: CounterOperation[];
}

/** In order of their counts. */
function groupByCount(reads: readonly CounterOperation[], amount: number): Group[] {
  const counts = Float64Array.from(reads, ({ output }) => output! / amount);
  const groups: Group[] = [];
  for (const position of sortByKey(counts)) {
    const count = counts[position]!;
    const last = groups.at(-1);
    if (last?.count === count) last.reads.push(reads[position]!);
    else groups.push({ count, reads: [reads[position]!] });
  }
  return groups;
}

/**
 * Places additions between groups, as many as their counts demand; what is left over comes after the last.
 *
 * @param adds in order of their calls.
 */
function* place(
  adds: readonly CounterOperation[],
  groups: readonly Group[],
): Generator<void, Outcome | undefined> {
  const bounds = firstReturns(groups);
  const torn = findTorn(adds, groups, bounds);
  if (torn !== undefined) return core(torn);
  const waiting = new Heap(Float64Array.from(adds, (add) => add.return));
  const isPlaced = new Uint8Array(adds.length);
  const steps: CounterOperation[][] = [];
  let [released, placed] = [0, 0];
  let latest: CounterOperation | undefined;
  for (const [i, { count, reads }] of groups.entries()) {
    if (i % STRIDE === 0) yield;
    while (released < adds.length && adds[released]!.call <= bounds[i]!.return) waiting.push(released++);
    if (waiting.size < count - placed) return { verdict: 'invalid', witness: [bounds[i]!] };
    const step: number[] = [];
    for (; placed < count; placed++) step.push(waiting.pop());
    for (const add of step) isPlaced[add] = 1;
    steps.push(
      step.sort((a, b) => a - b).map((add) => adds[add]!),
      reads,
    );
    latest = reads.reduce((a, b) => (b.call > a.call ? b : a), latest ?? reads[0]!);
    if ((adds[waiting.first]?.return ?? Infinity) < latest.call) return findCrowd(adds, count, latest);
  }
  steps.push(adds.filter((add, i) => !isOptional(add) && isPlaced[i] === 0));
  return { verdict: 'valid', order: steps.flat().map(({ id }) => id) };
}

/** An addition between two reads of the same number. */
function findTorn(
  adds: readonly CounterOperation[],
  groups: readonly Group[],
  bounds: readonly CounterOperation[],
): CounterOperation[] | undefined {
  let passed = 0;
  let latest: CounterOperation | undefined;
  for (const add of adds) {
    for (; passed < groups.length && bounds[passed]!.return < add.call; passed++) {
      for (const read of groups[passed]!.reads) if (read.call > (latest?.call ?? -Infinity)) latest = read;
    }
    if (latest === undefined || add.return >= latest.call) continue;
    const { count } = groups[passed - 1]!;
    // One of the reads does alone if it tells of no addition at all, or of all there are.
    if (count === 0) return [add, latest];
    if (count === adds.length) return [bounds[passed - 1]!, add];
    return [bounds[passed - 1]!, add, latest];
  }
  return undefined;
}

/**
 * For each group, the read of it or a later one that returns first: an addition comes after the group if it is
 * called after that.
 */
function firstReturns(groups: readonly Group[]): CounterOperation[] {
  const first = groups.map(({ reads }) => reads.reduce((a, b) => (b.return < a.return ? b : a)));
  for (let i = first.length - 2; i >= 0; i--) {
    if (first[i + 1]!.return < first[i]!.return) first[i] = first[i + 1]!;
  }
  return first;
}

/** More additions than a read tells of, all of which had returned before it was called. */
function findCrowd(
  adds: readonly CounterOperation[],
  count: number,
  read: CounterOperation,
): Outcome | undefined {
  const before = adds.filter((add) => add.return < read.call);
  return before.length > count ? core([...before.slice(0, count + 1), read]) : undefined;
}

function core(witness: readonly CounterOperation[]): Outcome {
  return { verdict: 'invalid', witness, isCore: true };
}
