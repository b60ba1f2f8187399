import type { Reason, Violation } from '../../model.ts';
import type { Value } from '../../models/cell.ts';
import { describeValue } from '../../models/words.ts';
import type { Operation } from '../../operation.ts';
import { isBefore, mayPrecede, nameOperation, onKey } from './words.ts';

/** A queue or a stack: elements are put in and taken out. */
export interface Collection<I, O> {
  /** `queue`. */
  readonly name: string;
  /** `enqueue`. */
  readonly put: string;
  /** `dequeue`. */
  readonly take: string;
  /** What the operation puts in; `undefined` for one that takes. */
  puts(operation: Operation<I, O>): Value | undefined;
  /** What the operation took out, `null` if there was nothing; `undefined` when that is not known. */
  took(operation: Operation<I, O>): Value | null | undefined;
}

/** So many elements are compared with all others. */
const MOST_ASKED = 100;

/** What is wrong with elements that were taken out, whatever the order in which a collection gives them. */
export function explainElements<I, O>(
  collection: Collection<I, O>,
  violation: Violation<I, O>,
): Reason | undefined {
  return (
    neverPut(collection, violation) ?? takenTwice(collection, violation) ?? notEmpty(collection, violation)
  );
}

function neverPut<I, O>(collection: Collection<I, O>, { key, core, operations, failed }: Violation<I, O>) {
  for (const taking of core) {
    const value = collection.took(taking);
    if (value === undefined || value === null) continue;
    const sources = operations.filter((other) => collection.puts(other) === value);
    if (sources.some((source) => mayPrecede(source, taking))) continue;
    const claim = `${nameTaking(collection, taking)}${onKey(key)} returned ${describeValue(value)}`;
    const [later] = sources;
    if (later !== undefined) {
      return { kind: 'future-read', sentence: `${claim} before ${namePutting(collection, later)} began` };
    }
    const refused = failed.find((other) => collection.puts(other) === value);
    if (refused !== undefined) {
      const sentence = `${claim}, but only ${namePutting(collection, refused)} put that in, and it was reported as failed`;
      return { kind: 'dirty-read', sentence };
    }
    return { kind: 'phantom-value', sentence: `${claim}, which nothing had put in` };
  }
  return undefined;
}

function takenTwice<I, O>(collection: Collection<I, O>, { key, core, operations }: Violation<I, O>) {
  for (const taking of core) {
    const value = collection.took(taking);
    if (value === undefined || value === null) continue;
    const takers = operations.filter((other) => collection.took(other) === value);
    const sources = operations.filter((other) => collection.puts(other) === value);
    if (takers.length <= sources.length) continue;
    const other =
      core.find((each) => each !== taking && takers.includes(each)) ?? takers.find((each) => each !== taking);
    const times = sources.length === 1 ? 'once' : `${sources.length} times`;
    const too = takers.length === 2 ? 'both' : `and ${takers.length - 2} more`;
    if (other === undefined) continue;
    const sentence =
      `${nameTaking(collection, other)} and ${nameTaking(collection, taking)}${onKey(key)} ${too} returned ` +
      `${describeValue(value)}, which was put in only ${times}`;
    return { kind: 'duplicate', sentence };
  }
  return undefined;
}

/** Found empty, although something was in it all the time. */
function notEmpty<I, O>(collection: Collection<I, O>, { key, core, operations }: Violation<I, O>) {
  const isBlind = (other: Operation<I, O>) =>
    collection.puts(other) === undefined && collection.took(other) === undefined;
  for (const taking of core) {
    if (collection.took(taking) !== null) continue;
    if (operations.some((other) => isBlind(other) && mayPrecede(other, taking))) continue;
    for (const putting of core) {
      const value = collection.puts(putting);
      if (value === undefined || !isBefore(putting, taking)) continue;
      const takers = operations.filter((other) => collection.took(other) === value);
      if (takers.some((taker) => mayPrecede(taker, taking))) continue;
      const sentence =
        `${nameTaking(collection, taking)}${onKey(key)} found the ${collection.name} empty, but ` +
        `${namePutting(collection, putting)} had finished before it began and nothing had taken ${describeValue(value)} out`;
      return { kind: 'lost-element', sentence };
    }
  }
  return undefined;
}

/** Two elements that were put in one after the other, and what took them out, if anything did. */
export interface Pair<I, O> {
  readonly first: Operation<I, O>;
  readonly second: Operation<I, O>;
  readonly firstTaker: Operation<I, O> | undefined;
  readonly secondTaker: Operation<I, O> | undefined;
}

/**
 * The first pair of elements that meets a condition, of which the core holds at least one operation that put one in.
 * Elements that are not unique, and all elements if somebody took out one that is not known, are left out: which one
 * was meant cannot be told.
 */
export function findPair<I, O>(
  collection: Collection<I, O>,
  { core, operations }: Violation<I, O>,
  meets: (pair: Pair<I, O>) => boolean,
): Pair<I, O> | undefined {
  const puts = new Map<Value, Operation<I, O>[]>();
  const takers = new Map<Value, Operation<I, O>>();
  for (const operation of operations) {
    const value = collection.puts(operation);
    const taken = collection.took(operation);
    if (value !== undefined) puts.set(value, [...(puts.get(value) ?? []), operation]);
    else if (taken === undefined) return undefined;
    else if (taken !== null) takers.set(taken, operation);
  }
  const unique = [...puts].flatMap(([value, [operation, ...more]]) =>
    operation !== undefined && more.length === 0 ? [{ operation, taker: takers.get(value) }] : [],
  );
  const known = new Set(core.map(({ id }) => id));
  const isInCore = ({ operation, taker }: (typeof unique)[number]) =>
    known.has(operation.id) || (taker !== undefined && known.has(taker.id));
  for (const a of unique.filter(isInCore).slice(0, MOST_ASKED)) {
    for (const b of unique) {
      for (const [one, two] of [
        [a, b],
        [b, a],
      ] as const) {
        if (!isBefore(one.operation, two.operation)) continue;
        const pair = {
          first: one.operation,
          second: two.operation,
          firstTaker: one.taker,
          secondTaker: two.taker,
        };
        if (meets(pair)) return pair;
      }
    }
  }
  return undefined;
}

export function nameTaking<I, O>({ take }: Collection<I, O>, operation: Operation<I, O>): string {
  return nameOperation(operation, take);
}

export function namePutting<I, O>(collection: Collection<I, O>, operation: Operation<I, O>): string {
  return nameOperation(operation, `${collection.put} of ${describeValue(collection.puts(operation)!)}`);
}
