import type { Operation } from '../operation.ts';
import type { Problem } from './problem.ts';
import type { Timeline } from './timeline.ts';

/** How many of the next returns are looked at. */
const RETURNS_AHEAD = 6;

/**
 * Sees dead ends early. Before anything that was called after an operation's return can be linearized, the
 * operation itself must be. If it is illegal in every state that growth can make of the present one, and no
 * remaining operation that was called by then lands on a state that leads to it, the search may turn back.
 */
export class LookAhead<S, I, O> {
  readonly #problem: Problem<S, I, O>;
  readonly #timeline: Timeline;
  readonly #landings: readonly (S | undefined)[];
  readonly #landsSomewhere: boolean;
  /** For each completed operation, once asked for: the optional ones that may lead to it. */
  readonly #helpers: (readonly number[] | undefined)[] = [];
  /** The return of the operation that lost its chance last: siblings of a dead end mostly end the same way. */
  #goal = 0;

  static for<S, I, O>(problem: Problem<S, I, O>, timeline: Timeline): LookAhead<S, I, O> | undefined {
    const { hints } = problem.model;
    // What leaps may lead to is not known here.
    if (hints?.landsOn === undefined || hints.mayLead === undefined || problem.leaps !== undefined)
      return undefined;
    return new LookAhead(problem, timeline);
  }

  private constructor(problem: Problem<S, I, O>, timeline: Timeline) {
    this.#problem = problem;
    this.#timeline = timeline;
    this.#landings = problem.completed.map(({ input, output }) =>
      problem.model.hints?.landsOn?.(input, output),
    );
    this.#landsSomewhere = this.#landings.some((landing) => landing !== undefined);
  }

  /** Whether there is anything for {@link isFutile} to look at. */
  get hasGoal(): boolean {
    return this.#goal !== 0;
  }

  /** Whether an operation, if it came next, would leave what lost its chance last without one, for certain. */
  isFutile(state: S, operation: number, taken: Int32Array): boolean {
    const { hints } = this.#problem.model;
    const goal = ~this.#timeline.op[this.#goal]!;
    if (hints?.mayLeadThrough === undefined || goal === operation || !this.#timeline.holds(this.#goal)) {
      return false;
    }
    const { input } = this.#operation(operation);
    const { input: goalInput, output } = this.#problem.completed[goal]!;
    return !hints.mayLeadThrough(state, input, goalInput, output) && !this.#isHelped(goal, this.#goal, taken);
  }

  /**
   * @param firstReturn the first entry of the timeline that is a return
   * @param taken bits of the optional operations that are linearized
   */
  isHopeless(state: S, firstReturn: number, taken: Int32Array): boolean {
    const { op, next } = this.#timeline;
    let seen = 0;
    for (let entry = firstReturn; entry !== 0 && seen < RETURNS_AHEAD; entry = next[entry]!) {
      const operation = op[entry]!;
      if (operation >= 0) continue;
      seen += 1;
      if (this.#canLead(state, ~operation) || this.#isHelped(~operation, entry, taken)) continue;
      this.#goal = entry;
      return true;
    }
    return false;
  }

  #operation(operation: number): Operation<I, O> {
    const { completed, optional } = this.#problem;
    return completed[operation] ?? optional[operation - completed.length]!;
  }

  #canLead(state: S, goal: number): boolean {
    const { input, output } = this.#problem.completed[goal]!;
    return this.#problem.model.hints!.mayLead!(state, input, output);
  }

  #isHelped(goal: number, deadline: number, taken: Int32Array): boolean {
    const { op, next } = this.#timeline;
    for (let entry = next[0]!; this.#landsSomewhere && entry !== deadline; entry = next[entry]!) {
      const operation = op[entry]!;
      if (operation < 0 || operation === goal) continue;
      const landing = this.#landings[operation];
      if (landing !== undefined && this.#canLead(landing, goal)) return true;
    }
    for (const helper of (this.#helpers[goal] ??= this.#findHelpers(goal))) {
      if ((taken[helper >> 5]! & (1 << (helper & 31))) === 0) return true;
    }
    return false;
  }

  #findHelpers(goal: number): number[] {
    const { completed, optional, model } = this.#problem;
    const deadline = completed[goal]!.return;
    const helps = ({ input, output, call }: Operation<I, O>) => {
      const landing = model.hints!.landsOn!(input, output);
      return call <= deadline && landing !== undefined && this.#canLead(landing, goal);
    };
    return optional.flatMap((operation, i) => (helps(operation) ? [i] : []));
  }
}
