import type { Operation } from '../operation.ts';
import type { Spec } from './__spec.ts';

export interface Question<I, O> {
  readonly operations: readonly Operation<I, O>[];
  /** Ids of completed operations that need not take effect, but if so while they are open. */
  readonly free?: ReadonlySet<number>;
  /** The id of an operation that must change the state, before or at that time. */
  readonly mustAct?: { readonly id: number; readonly until: number };
}

/**
 * Tries every order of the operations and every subset of those that need not take effect, all keys at once: no
 * partitions, no memory, no reductions, no model.
 */
export function isPossible<S, I, O>(spec: Spec<S, I, O>, question: Question<I, O>): boolean {
  return new Reference(spec, question).find();
}

/** Sets of operations are bits of a number. */
class Reference<S, I, O> {
  readonly #spec: Spec<S, I, O>;
  readonly #operations: readonly Operation<I, O>[];
  readonly #keys: readonly number[];
  readonly #states: S[];
  /** What must take effect. */
  readonly #needed: number;
  /** What must come before each. */
  readonly #before: readonly number[];
  /** What comes too late for each to follow. */
  readonly #after: readonly number[];
  readonly #acting: number;

  constructor(spec: Spec<S, I, O>, { operations, free, mustAct }: Question<I, O>) {
    const timed = operations.map((operation) =>
      operation.id === mustAct?.id ? { ...operation, return: mustAct.until } : operation,
    );
    const keyOf = ({ input }: Operation<I, O>) => (input as { readonly key: unknown }).key;
    const keys = [...new Set(timed.map(keyOf))];
    const bits = (isIn: (operation: Operation<I, O>) => boolean) =>
      timed.reduce((set, operation, i) => (isIn(operation) ? set | (1 << i) : set), 0);
    const isNeeded = (operation: Operation<I, O>) =>
      operation.return !== Infinity && free?.has(operation.id) !== true;
    this.#spec = spec;
    this.#operations = timed;
    this.#keys = timed.map((operation) => keys.indexOf(keyOf(operation)));
    this.#states = keys.map(() => spec.initial);
    this.#needed = bits(isNeeded);
    this.#before = timed.map(({ call }) => bits((other) => isNeeded(other) && other.return < call));
    this.#after = timed.map(({ return: end }) => bits((other) => other.call > end));
    this.#acting = timed.findIndex(({ id }) => id === mustAct?.id);
  }

  find(): boolean {
    return this.#visit(0);
  }

  #visit(done: number): boolean {
    if ((done & this.#needed) === this.#needed) return true;
    return this.#operations.some((_, i) => this.#isNext(done, i) && this.#take(done, i));
  }

  #isNext(done: number, i: number): boolean {
    return (done & (1 << i)) === 0 && (this.#before[i]! & ~done) === 0 && (this.#after[i]! & done) === 0;
  }

  #take(done: number, i: number): boolean {
    const key = this.#keys[i]!;
    const { input, output } = this.#operations[i]!;
    const state = this.#states[key]!;
    const [after, answer] = this.#spec.apply(state, input);
    if (output !== undefined && !this.#spec.agrees(answer, output)) return false;
    if (i === this.#acting && !isChange(state, after)) return false;
    this.#states[key] = after;
    const isFound = this.#visit(done | (1 << i));
    this.#states[key] = state;
    return isFound;
  }
}

/** Throws unless the order is a linearization of the operations. */
export function verifyOrder<S, I, O>(
  spec: Spec<S, I, O>,
  operations: readonly Operation<I, O>[],
  order: readonly number[],
): void {
  const rest = new Map(operations.map((operation) => [operation.id, operation]));
  let state = spec.initial;
  let latestCall = -Infinity;
  for (const id of order) {
    const operation = rest.get(id);
    if (operation === undefined) throw new Error(`operation ${id} is unknown or comes twice`);
    const [after, answer] = spec.apply(state, operation.input);
    if (operation.output !== undefined && !spec.agrees(answer, operation.output))
      throw new Error(`operation ${id} was not answered that in its place`);
    latestCall = Math.max(latestCall, operation.call);
    if (operation.return < latestCall) throw new Error(`operation ${id} comes after one called later`);
    state = after;
    rest.delete(id);
  }
  for (const { id, return: end } of rest.values())
    if (end !== Infinity) throw new Error(`operation ${id} is missing`);
}

function isChange(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
