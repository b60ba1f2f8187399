import { ILLEGAL } from './model.ts';
import { hashText } from './models/hash.ts';
import type { Illegal, Model } from './model.ts';

type Primitive = string | number | bigint | boolean | symbol | null | undefined;

/** A state that nothing can be written to, however deep. */
export type ReadonlyState<S> = S extends Primitive | ((...args: never[]) => unknown)
  ? S
  : S extends ReadonlyMap<infer K, infer V>
    ? ReadonlyMap<ReadonlyState<K>, ReadonlyState<V>>
    : S extends ReadonlySet<infer T>
      ? ReadonlySet<ReadonlyState<T>>
      : { readonly [K in keyof S]: ReadonlyState<S[K]> };

/** States that are objects are compared by their contents, so a model must say how. */
type Comparison<S> = [S] extends [Primitive]
  ? unknown
  : Required<Pick<Model<ReadonlyState<S>, never, never>, 'equal'>>;

/** See {@link defineModel}. */
export type ModelDefinition<S, I, O> = Omit<Model<ReadonlyState<S>, I, O>, 'init'> & {
  init(): S;
} & Comparison<S>;

/**
 * The same model, with its types inferred and held to what the checker relies on: a step cannot write to the
 * state that it is given, and states that are objects have an `equal`.
 */
export function defineModel<S, I, O>(definition: ModelDefinition<S, I, O>): Model<ReadonlyState<S>, I, O> {
  return definition as Model<ReadonlyState<S>, I, O>;
}

/** The states that an object may be in: one of several, and nobody knows which. */
export type PossibleStates<S> = readonly S[];

/** A specification that leaves a choice: what it starts as, or what an operation leads to. */
export interface NondeterministicModel<S, I, O> extends Omit<
  Model<S, I, O>,
  'init' | 'step' | 'describeState' | 'hints' | 'fastPaths' | 'explain'
> {
  /** All states in which the object may begin. */
  init(): readonly S[];
  /** All states that may follow; none when the output is impossible in that state. */
  step(state: S, input: I, output: O | undefined): readonly S[];
  /** One state in a few words. */
  describeState?(state: S): string;
}

/**
 * Makes a model of one that leaves a choice, by keeping all the states that the object may be in (the power-set
 * construction): an operation is possible if it is in one of them.
 */
export function defineNondeterministicModel<S, I, O>(
  definition: NondeterministicModel<S, I, O>,
): Model<PossibleStates<S>, I, O> {
  const { name } = definition;
  const equalStates = definition.equal?.bind(definition) ?? Object.is;
  const hashState =
    definition.hash?.bind(definition) ??
    (definition.equal === undefined ? (state: S) => hashText(String(state)) : () => 0);
  const has = (states: PossibleStates<S>, state: S) => states.some((other) => equalStates(other, state));
  const collect = (states: Iterable<S>): PossibleStates<S> => {
    const distinct: S[] = [];
    for (const state of states) if (!has(distinct, state)) distinct.push(state);
    return distinct;
  };
  return {
    name,
    init: () => collect(definition.init()),
    step(states, input, output): PossibleStates<S> | Illegal {
      const after = collect(states.flatMap((state) => definition.step(state, input, output)));
      return after.length === 0 ? ILLEGAL : after;
    },
    equal: (a, b) => a.length === b.length && a.every((state) => has(b, state)),
    // A sum does not depend on the order.
    hash: (states) => states.reduce((sum, state) => (sum + hashState(state)) | 0, states.length),
    ...(definition.partition === undefined ? {} : { partition: definition.partition.bind(definition) }),
    ...(definition.describe === undefined ? {} : { describe: definition.describe.bind(definition) }),
    describeState: (states) =>
      states.map((state) => definition.describeState?.(state) ?? String(state)).join(' or '),
  };
}
