import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import type { CheckResult } from '../result.ts';
import { problemOf } from '../search/problem.ts';
import { decide } from './decide.ts';
import { force, forceable } from './force.ts';
import { findOrder } from './order.ts';
import type { Ordered } from './order.ts';
import { relax } from './relax.ts';
import { tryOrder, tryProblem } from './trial.ts';
import type { Trialled, TrialLimits } from './trial.ts';

/**
 * What the answers of the others tell about an operation of unknown outcome:
 * - `applied`: no order works in which it does not take effect.
 * - `not-applied`: no order works in which it takes effect before the last completed operation of its partition
 *   was called. Later, nobody could have seen it.
 * - `undetermined`: both can be, or there was no time to find out.
 */
export type Inference = 'applied' | 'not-applied' | 'undetermined';

export interface InferOptions {
  /** Milliseconds for all operations together. Default: 2,000. */
  readonly timeLimit?: number;
  /** Bytes that one search may hold. Default: 512 MiB. */
  readonly memoryLimit?: number;
  /** The time in milliseconds, from any point on. Default: `performance.now`. */
  readonly now?: () => number;
}

/** What one search may cost, and so much more for each operation. */
const STEPS = 20_000;
const STEPS_PER_OPERATION = 20;
/** So many operations that may have seen another one are asked about it. */
const WITNESSES = 16;

/**
 * Infers what became of operations of unknown outcome, by id: of all in a valid partition, and in an invalid one
 * of those called in its longest linearizable prefix. Those that only look are left out.
 */
export function inferOutcomes<S, I, O>(
  { partitions }: CheckResult<I, O>,
  model: Model<S, I, O>,
  options: InferOptions = {},
): ReadonlyMap<number, Inference> {
  const now = options.now ?? (() => performance.now());
  const limits: TrialLimits = {
    now,
    deadline: now() + (options.timeLimit ?? 2_000),
    memoryLimit: options.memoryLimit ?? 512 * 1024 * 1024,
  };
  const inferences = new Map<number, Inference>();
  for (const partition of partitions) {
    const asked = partition.operations.filter(
      (operation) => isOptional(operation) && mayAct(model, operation),
    );
    if (asked.length === 0) continue;
    for (const { id } of asked) inferences.set(id, 'undetermined');
    const ordered = findOrder(model, partition, limits);
    if (ordered !== undefined) new Inquiry(model, ordered, limits).conclude(inferences);
  }
  return inferences;
}

function mayAct<S, I, O>(model: Model<S, I, O>, { input }: Operation<I, O>): boolean {
  return model.hints?.readOnly?.(input, undefined) !== true;
}

/** Finds orders with and without operations; each order that works tells about all of them. */
class Inquiry<S, I, O> {
  readonly #model: Model<S, I, O>;
  readonly #operations: readonly Operation<I, O>[];
  readonly #limits: TrialLimits;
  readonly #steps: number;
  /** The last call of a completed operation. */
  readonly #lastCall: number;
  /** A point after all others. */
  readonly #end: number;
  /** A point between the last call and all that came before it. */
  readonly #justBefore: number;
  readonly #mayBeAbsent = new Set<number>();
  readonly #mayBePresent = new Set<number>();
  readonly #needed = new Set<number>();

  constructor(model: Model<S, I, O>, { operations, order }: Ordered<I, O>, limits: TrialLimits) {
    this.#model = model;
    this.#operations = operations;
    this.#limits = limits;
    this.#steps = STEPS + STEPS_PER_OPERATION * operations.length;
    this.#lastCall = latest(
      operations.map((operation) => (isOptional(operation) ? -Infinity : operation.call)),
    );
    const points = operations.flatMap((operation) => [operation.call, operation.return]);
    this.#end = latest(points.filter((point) => point !== Infinity)) + 1;
    this.#justBefore = (latest(points.filter((point) => point < this.#lastCall)) + this.#lastCall) / 2;
    this.#learn(order);
  }

  /** Answers what is asked and can be told. */
  conclude(inferences: Map<number, Inference>): void {
    const asked = this.#operations.filter(({ id }) => inferences.has(id));
    this.#findSeen(asked);
    this.#findNeeded(asked.map(({ id }) => id).filter((id) => !this.#needed.has(id)));
    for (const operation of asked) {
      if (this.#needed.has(operation.id)) inferences.set(operation.id, 'applied');
      else if (this.#isImpossible(operation)) inferences.set(operation.id, 'not-applied');
    }
  }

  /** Finds what others must have seen; what is found may have had to see something itself. */
  #findSeen(asked: readonly Operation<I, O>[]): void {
    const model = forceable(this.#model);
    if (model.hints?.landsOn === undefined || model.hints.abstraction === undefined) return;
    let open = asked.filter(({ id }) => !this.#mayBeAbsent.has(id));
    for (let found = true; found;) {
      const operations = this.#operations.map((operation) =>
        this.#needed.has(operation.id) ? force(operation, this.#end) : operation,
      );
      const seen = open.filter((operation) =>
        isSeen(model, operations, operation, this.#steps, this.#limits),
      );
      for (const { id } of seen) this.#needed.add(id);
      open = open.filter(({ id }) => !this.#needed.has(id));
      found = seen.length > 0 && open.length > 0;
    }
  }

  /** Leaves groups out, halving those that cannot be left out together. */
  #findNeeded(ids: readonly number[]): void {
    const groups = [ids];
    for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
      const open = group.filter((id) => !this.#mayBeAbsent.has(id));
      if (open.length === 0) continue;
      const verdict = this.#tryWithout(new Set(open));
      if (verdict === 'valid') continue;
      if (open.length > 1) groups.push(open.slice(open.length >> 1), open.slice(0, open.length >> 1));
      else if (verdict === 'invalid') this.#needed.add(open[0]!);
    }
  }

  #tryWithout(ids: ReadonlySet<number>): Trialled['verdict'] {
    const rest = this.#operations.filter(({ id }) => !ids.has(id));
    const { verdict, order } = decide(this.#model, rest, this.#steps, this.#limits);
    if (verdict !== 'valid') return verdict;
    for (const id of ids) this.#mayBeAbsent.add(id);
    this.#learn(order);
    return verdict;
  }

  /** Whether it was shown that it did not take effect before the last call. */
  #isImpossible(operation: Operation<I, O>): boolean {
    if (this.#mayBePresent.has(operation.id) || operation.call >= this.#lastCall) return false;
    if (this.#limits.now() >= this.#limits.deadline) return false;
    const forced = force(operation, this.#justBefore);
    const operations = this.#operations.map((other) => (other === operation ? forced : other));
    const { verdict, order } = tryOrder(
      problemOf(forceable(this.#model), operations),
      this.#steps,
      this.#limits,
    );
    if (verdict === 'valid') this.#learn(order);
    return verdict === 'invalid';
  }

  /** Replays an order, and notes which optional operations take effect in it, and which do not. */
  #learn(order: readonly number[]): void {
    const byId = new Map(this.#operations.map((operation) => [operation.id, operation]));
    const isSame = this.#model.equal?.bind(this.#model) ?? Object.is;
    const effective = new Set<number>();
    let state = this.#model.init();
    let reached = -Infinity;
    for (const id of order) {
      const operation = byId.get(id)!;
      const after = this.#model.step(state, operation.input, operation.output);
      if (after === ILLEGAL) throw new Error('an order that was found must be legal');
      reached = Math.max(reached, operation.call);
      if (isOptional(operation) && !isSame(state, after)) {
        effective.add(id);
        if (reached < this.#lastCall) this.#mayBePresent.add(id);
      }
      state = after;
    }
    for (const operation of this.#operations) {
      if (isOptional(operation) && !effective.has(operation.id)) this.#mayBeAbsent.add(operation.id);
    }
  }
}

function latest(points: readonly number[]): number {
  return points.reduce((last, point) => Math.max(last, point), -Infinity);
}

/**
 * Whether another operation saw what only this one can have done, by trials without it in which only that other one
 * is bound. What grows the state is no witness: in trials, growth cannot always be told from no change.
 */
function isSeen<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  { id, input, call }: Operation<I, unknown>,
  steps: number,
  limits: TrialLimits,
): boolean {
  const landing = model.hints?.landsOn?.(input, undefined);
  if (landing === undefined) return false;
  const rest = operations.filter((other) => other.id !== id);
  const isWitness = (other: Operation<I, O>): boolean => {
    if (isOptional(other) || other.return < call) return false;
    const looks = model.hints?.readOnly?.(other.input, other.output) === true;
    if (!looks && model.hints?.landsOn?.(other.input, other.output) === undefined) return false;
    return model.step(landing, other.input, other.output) !== ILLEGAL;
  };
  const witnesses = rest.filter(isWitness).slice(0, WITNESSES);
  return witnesses.some((witness) => {
    const problem = relax(model, rest, new Set([witness.id]), 'own-time');
    return tryProblem(problem, steps, limits) === 'invalid';
  });
}
