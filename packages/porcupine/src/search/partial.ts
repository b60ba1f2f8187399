import { sortByCall } from '../fast/sort.ts';
import { ILLEGAL, stepModel } from '../model.ts';
import type { Model } from '../model.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import type { PartialLinearization } from '../result.ts';

/**
 * Replays an order that the search left, goes on with whatever is legal (the search turns back early), and
 * tells what blocks it in the end. In an order of a beginning of the history, an operation that had not returned
 * by then may be illegal with the answer that it came to: the replay ends before it.
 */
export function describePartial<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  order: readonly number[],
): PartialLinearization {
  const rest = new Rest(operations);
  const placed: number[] = [];
  let state = model.init();
  const place = (operation: Operation<I, O>): boolean => {
    const after = stepModel(model, state, operation);
    if (after === ILLEGAL) return false;
    state = after;
    rest.remove(operation);
    placed.push(operation.id);
    return true;
  };
  for (const id of order) {
    const operation = rest.find(id);
    if (operation === undefined) throw new Error('expected an order of operations that are there');
    if (!place(operation)) break;
  }
  for (;;) {
    const candidates = rest.candidates();
    if (!candidates.some(place)) {
      const describe = model.describeState?.bind(model) ?? String;
      return { order: placed, state: describe(state), blocked: candidates.map(({ id }) => id) };
    }
  }
}

/** The operations that are not placed yet, in order of their calls. */
class Rest<I, O> {
  readonly #byCall: readonly Operation<I, O>[];
  readonly #positions = new Map<number, number>();
  readonly #isGone: Uint8Array;
  #first = 0;

  constructor(operations: readonly Operation<I, O>[]) {
    this.#byCall = Array.from(sortByCall(operations), (position) => operations[position]!);
    this.#isGone = new Uint8Array(operations.length);
    for (let i = 0; i < operations.length; i++) this.#positions.set(this.#byCall[i]!.id, i);
  }

  find(id: number): Operation<I, O> | undefined {
    const position = this.#positions.get(id);
    return position === undefined || this.#isGone[position] === 1 ? undefined : this.#byCall[position];
  }

  remove({ id }: Operation<I, O>): void {
    this.#isGone[this.#positions.get(id)!] = 1;
    while (this.#isGone[this.#first] === 1) this.#first += 1;
  }

  /** The completed operations that time allows to come next. */
  candidates(): Operation<I, O>[] {
    const candidates: Operation<I, O>[] = [];
    let deadline = Infinity;
    for (let i = this.#first; i < this.#byCall.length; i++) {
      const operation = this.#byCall[i]!;
      if (operation.call > deadline) break;
      if (this.#isGone[i] === 1 || isOptional(operation)) continue;
      deadline = Math.min(deadline, operation.return);
      candidates.push(operation);
    }
    return candidates.filter(({ call }) => call <= deadline);
  }
}
