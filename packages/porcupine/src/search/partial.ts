import { inCallOrder, sortByKey } from '../fast/sort.ts';
import { ILLEGAL, stepModel } from '../model.ts';
import type { Model } from '../model.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import type { PartialLinearization } from '../result.ts';

/** Between two questions for the time. */
const PLACED_AT_ONCE = 64;

/**
 * Replays an order that the search left, goes on with whatever is legal (the search turns back early), and
 * tells what blocks it in the end. In an order of a beginning of the history, an operation that had not returned
 * by then may be illegal with the answer that it came to: the replay ends before it.
 *
 * @param hasTime asked every now and then; where it says no, the order ends, and nothing is said to block it.
 */
export function describePartial<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  order: readonly number[],
  hasTime: () => boolean,
): PartialLinearization {
  const rest = new Rest(operations);
  const placed: number[] = [];
  let state = model.init();
  const place = (position: number): boolean => {
    const operation = rest.at(position);
    const after = stepModel(model, state, operation);
    if (after === ILLEGAL) return false;
    state = after;
    rest.remove(position);
    placed.push(operation.id);
    return true;
  };
  const mayGoOn = () => placed.length % PLACED_AT_ONCE !== 0 || hasTime();
  for (const id of order) if (!mayGoOn() || !place(rest.find(id))) break;
  let candidates = rest.candidates();
  while (mayGoOn() && candidates.some(place)) candidates = rest.candidates();
  const blocked = mayGoOn() ? candidates.map((position) => rest.at(position).id) : [];
  const describe = model.describeState?.bind(model) ?? String;
  return { order: placed, state: describe(state), blocked };
}

/** The operations that are not placed yet, by position in order of their calls. */
class Rest<I, O> {
  readonly #operations: readonly Operation<I, O>[];
  /** Positions in order of ids; left out where that is their own, as it is in histories from a file. */
  readonly #byId: Uint32Array | undefined;
  readonly #isGone: Uint8Array;
  #first = 0;

  constructor(operations: readonly Operation<I, O>[]) {
    this.#operations = inCallOrder(operations);
    if (!this.#operations.every(({ id }, i) => i === 0 || this.#operations[i - 1]!.id < id)) {
      this.#byId = sortByKey(Float64Array.from(this.#operations, ({ id }) => id));
    }
    this.#isGone = new Uint8Array(operations.length);
  }

  at(position: number): Operation<I, O> {
    return this.#operations[position]!;
  }

  find(id: number): number {
    const operations = this.#operations;
    const byId = this.#byId;
    let low = 0;
    let high = operations.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (operations[byId === undefined ? middle : byId[middle]!]!.id < id) low = middle + 1;
      else high = middle;
    }
    const position = byId?.[low] ?? low;
    if (operations[position]?.id !== id || this.#isGone[position] === 1) {
      throw new Error('expected an order of operations that are there, each once');
    }
    return position;
  }

  remove(position: number): void {
    this.#isGone[position] = 1;
  }

  /** The completed operations that time allows to come next. */
  candidates(): number[] {
    const candidates: number[] = [];
    let deadline = Infinity;
    while (this.#isPassed(this.#first)) this.#first += 1;
    for (let position = this.#first; position < this.#operations.length; position++) {
      if (this.#isPassed(position)) continue;
      const { call, return: end } = this.#operations[position]!;
      if (call > deadline) break;
      deadline = Math.min(deadline, end);
      candidates.push(position);
    }
    return candidates.filter((position) => this.#operations[position]!.call <= deadline);
  }

  /** Whether the operation is placed, or need not be. */
  #isPassed(position: number): boolean {
    const operation = this.#operations[position];
    return operation !== undefined && (this.#isGone[position] === 1 || isOptional(operation));
  }
}
