import { ModelError } from './errors.ts';
import type { FastPath } from './fast/fast-path.ts';
import type { Operation } from './operation.ts';

/** What a step answers when the operation cannot have happened in that state with that output. */
export const ILLEGAL: unique symbol = Symbol('illegal');
export type Illegal = typeof ILLEGAL;

/** The name of a partition: a key of the store under test; `null` when there is only one. */
export type PartitionKey = string | number | null;

/** Operations that touch nothing outside their partition, so that they can be checked on their own. */
export interface Partition<I, O> {
  readonly key: PartitionKey;
  readonly operations: readonly Operation<I, O>[];
}

/**
 * The sequential specification of an object: how it would behave if operations came one at a time.
 *
 * `S` is its state, `I` what is asked, `O` what is answered. All functions are pure; states are never changed
 * in place.
 */
export interface Model<S, I, O> {
  readonly name: string;

  /** The state before the first operation. */
  init(): S;

  /**
   * The state after an operation, or {@link ILLEGAL} when that output is impossible in that state.
   * An `undefined` output is unknown: answer what the operation does if it takes effect now.
   */
  step(state: S, input: I, output: O | undefined): S | Illegal;

  /** Whether two states are the same. Leave it out when states are primitives. */
  equal?(a: S, b: S): boolean;

  /** A 32-bit integer, equal for equal states. Without it, states that have an `equal` are compared one by one. */
  hash?(state: S): number;

  /**
   * Splits a history into parts that can be checked on their own: the whole is linearizable if and only if
   * every part is (P-compositionality; Horn and Kroening 2015).
   */
  partition?(operations: readonly Operation<I, O>[]): readonly Partition<I, O>[];

  /** The operation in a few words, such as `write 7`. */
  describe?(input: I, output: O | undefined): string;

  /** The state in a few words. */
  describeState?(state: S): string;

  /** Knowledge that speeds the search up. */
  readonly hints?: ModelHints<S, I, O>;

  /** Methods that decide histories of a certain kind without a search, tried in this order. */
  readonly fastPaths?: readonly FastPath<I, O>[];

  /** Words for a violation that this model knows by name; `undefined` when it has none. */
  explain?(violation: Violation<I, O>): Reason | undefined;
}

/** Facts about a model. A true hint never changes a verdict; a false one can. Each may be left out. */
export interface ModelHints<S, I, O> {
  /** The operation, with this output, leaves *every* state in which it is legal unchanged. */
  readOnly?(input: I, output: O | undefined): boolean;

  /**
   * The one state that the operation leads to if it changes the state at all. `undefined` for an operation
   * that *grows* the state it finds, such as an append.
   */
  landsOn?(input: I, output: O | undefined): S | undefined;

  /**
   * `false` when growing operations alone never lead from this state to one in which the operation is legal.
   * Needs {@link ModelHints.landsOn}.
   */
  mayLead?(state: S, input: I, output: O | undefined): boolean;

  /**
   * `false` when growing operations alone never lead from what the operation `input` makes of this state to one in
   * which the operation of `goal` and `output` is legal. Saves to take the step, which may be dear, just to find that
   * out by {@link ModelHints.mayLead}.
   */
  mayLeadThrough?(state: S, input: I, goal: I, output: O | undefined): boolean;

  /**
   * What the operation does: two of unknown outcome that do the same in every state, and answer the same, are
   * tried in one order only. `undefined` when it is not known to be like any other.
   */
  effect?(input: I, output: O | undefined): string | undefined;

  /** What matters of the states when only these operations look at them. Keeps explanations cheap. */
  abstraction?(operations: readonly Operation<I, O>[]): Abstraction<S, I>;
}

/** See {@link ModelHints.abstraction}. */
export interface Abstraction<S, I> {
  /** Maps all states that the operations cannot tell apart, now or after any growth, to one of them. */
  collapse(state: S): S;
  /**
   * States to which others may grow. Wherever growth by other operations leads before one of the operations
   * takes effect, one of these (or where it began) must do in its place.
   */
  readonly milestones: readonly S[];
  /** `false` when growth never leads from the state to the milestone. */
  mayGrow(state: S, milestone: S): boolean;
  /** `false` when this growing operation is never the last on the way to the milestone. */
  completes(input: I, milestone: S): boolean;
}

/** Operations that cannot be ordered, and their surroundings. */
export interface Violation<I, O> {
  readonly key: PartitionKey;
  /** In order of their calls. */
  readonly core: readonly Operation<I, O>[];
  /** The operation of the core whose completion made the history impossible. */
  readonly culprit: Operation<I, O>;
  /** All operations of the partition. */
  readonly operations: readonly Operation<I, O>[];
  /** Operations of the partition that were reported as certainly not having happened. */
  readonly failed: readonly Operation<I, O>[];
}

/** Why operations cannot be ordered. */
export interface Reason {
  /** Stable, for programs: `stale-read`, `lost-update`, … */
  readonly kind: string;
  /** One sentence in plain words. */
  readonly sentence: string;
}

/**
 * What the model makes of an operation in a state.
 *
 * @throws {ModelError} when the model does.
 */
export function stepModel<S, I, O>(model: Model<S, I, O>, state: S, operation: Operation<I, O>): S | Illegal {
  try {
    return model.step(state, operation.input, operation.output);
  } catch (cause) {
    throw new ModelError(model.name, 'step', cause, operation);
  }
}

/**
 * The parts of a history that can be checked on their own.
 *
 * @throws {ModelError} when the model does.
 */
export function partitionBy<I, O>(
  model: Pick<Model<unknown, I, O>, 'name' | 'partition'>,
  operations: readonly Operation<I, O>[],
): readonly Partition<I, O>[] {
  if (model.partition === undefined) return [{ key: null, operations }];
  try {
    return model.partition(operations);
  } catch (cause) {
    throw new ModelError(model.name, 'partition', cause);
  }
}
