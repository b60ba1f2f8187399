import { ModelError } from '../errors.ts';
import { ILLEGAL, stepModel } from '../model.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import { MemoryExhausted } from '../memory-exhausted.ts';
import type { MemoryBudget } from './memory.ts';
import type { Problem } from './problem.ts';
import { StateTable } from './state-table.ts';

/** The answer of {@link Transitions.step} for an illegal step; states are numbered from 0. */
export const NOWHERE = -1;

const MIN_RECENT = 1 << 5;
const MAX_RECENT = 1 << 15;

/**
 * The model as a graph over numbered states. Operation `i` is the i-th completed one, or the
 * (i - completed)-th optional one.
 */
export class Transitions<S, I, O> {
  readonly initial: number;
  readonly #problem: Problem<S, I, O>;
  readonly #operations: readonly Operation<I, O>[];
  readonly #states: StateTable<S>;
  readonly #budget: MemoryBudget;
  /**
   * Recent steps, as triples (state, operation, answer) in a table where a newer one displaces an older one:
   * a step may be dear (an append builds a string), and a search asks for the same ones over and over.
   */
  readonly #recent: Int32Array<ArrayBuffer>;
  readonly #mask: number;
  readonly #leaps = new Map<number, readonly number[]>();
  #leapBytes = 0;

  constructor(problem: Problem<S, I, O>, budget: MemoryBudget) {
    this.#problem = problem;
    this.#operations = [...problem.completed, ...problem.optional];
    this.#states = new StateTable(problem.model, budget);
    this.#budget = budget;
    let size = MIN_RECENT;
    while (size < MAX_RECENT && size < this.#operations.length * 4) size *= 2;
    this.#recent = budget.allocate(size * 3).fill(NOWHERE);
    this.#mask = size - 1;
    this.initial = this.#number(begin(problem.model));
  }

  /** The state after the operation, or {@link NOWHERE}. */
  step(state: number, operation: number): number {
    const at = ((Math.imul(state, 0x9e3779b1) + Math.imul(operation, 0x85ebca6b)) >>> 7) & this.#mask;
    const recent = this.#recent;
    if (recent[at * 3] === state && recent[at * 3 + 1] === operation) return recent[at * 3 + 2]!;
    const after = stepModel(this.#problem.model, this.#states.get(state), this.#operations[operation]!);
    const answer = after === ILLEGAL ? NOWHERE : this.#number(after);
    recent[at * 3] = state;
    recent[at * 3 + 1] = operation;
    recent[at * 3 + 2] = answer;
    return answer;
  }

  /** Whether a read-only operation is legal: no state to number. */
  allows(state: number, operation: number): boolean {
    return stepModel(this.#problem.model, this.#states.get(state), this.#operations[operation]!) !== ILLEGAL;
  }

  /** States that the problem lets follow by themselves between these times. */
  leaps(state: number, earliest: number, latest: number): readonly number[] {
    if (this.#problem.leaps?.timed !== false) return this.#findLeaps(state, earliest, latest);
    let known = this.#leaps.get(state);
    if (known === undefined) {
      known = this.#findLeaps(state, earliest, latest);
      this.#leaps.set(state, known);
      this.#budget.take(known.length * 8);
      this.#leapBytes += known.length * 8;
    }
    return known;
  }

  state(id: number): S {
    return this.#states.get(id);
  }

  release(): void {
    this.#leaps.clear();
    this.#budget.give(this.#leapBytes);
    this.#budget.free(this.#recent);
    this.#states.release();
  }

  #findLeaps(state: number, earliest: number, latest: number): number[] {
    const found = new Set<number>();
    for (const to of this.#problem.leaps?.from(this.#states.get(state), earliest, latest) ?? []) {
      found.add(this.#number(to));
    }
    found.delete(state);
    return [...found];
  }

  #number(state: S): number {
    const { collapse } = this.#problem;
    try {
      return this.#states.intern(collapse === undefined ? state : collapse(state));
    } catch (error) {
      if (error instanceof MemoryExhausted) throw error;
      throw new ModelError(this.#problem.model.name, 'equal or hash', error);
    }
  }
}

function begin<S, I, O>(model: Model<S, I, O>): S {
  try {
    return model.init();
  } catch (cause) {
    throw new ModelError(model.name, 'init', cause);
  }
}
