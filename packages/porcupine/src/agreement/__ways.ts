import { check, checkHistory } from '../check.ts';
import { ILLEGAL, partitionBy } from '../model.ts';
import type { Model, ModelHints } from '../model.ts';
import type { CheckResult, Verdict } from '../result.ts';
import { MemoryBudget } from '../search/memory.ts';
import { problemOf } from '../search/problem.ts';
import { Search } from '../search/search.ts';
import type { RandomHistory } from './__clients.ts';
import { stream } from './__stream.ts';

/** What came of a check: a result to be verified, or no more than a verdict. */
export type Finding<I, O> =
  CheckResult<I, O> | { readonly verdict: Verdict; readonly partitions?: undefined };

/** A way through the checker. */
export interface Way {
  readonly name: string;
  /** Whether it may end without a verdict, for lack of memory or time. */
  readonly mayGiveUp?: true;
  /** Whether it takes too long for a history that is not small. */
  readonly isSlow?: true;
  /** Whether it is the same as another for this model. */
  isPointless?(model: Model<unknown, unknown, unknown>): boolean;
  decide<S, I, O>(model: Model<S, I, O>, history: RandomHistory<I, O>): Finding<I, O>;
}

/** Enough for any small history, and for some time with a long one. */
const MEMORY = 4 * 1024 * 1024;

const verdictOnly = { explain: false, memoryLimit: MEMORY } as const;
const searchOnly = { ...verdictOnly, fastPaths: false } as const;

/** The search with some of the model's hints. */
function withHints(name: string, ...hints: readonly (keyof ModelHints<never, never, never>)[]): Way {
  return {
    name,
    isPointless: (model) => hints.some((hint) => model.hints?.[hint] === undefined),
    decide: (model, { operations }) =>
      check(operations, { ...model, hints: pick(model.hints ?? {}, hints) }, searchOnly),
  };
}

function pick<S, I, O>(
  hints: ModelHints<S, I, O>,
  names: readonly (keyof ModelHints<never, never, never>)[],
): ModelHints<S, I, O> {
  return Object.fromEntries(names.map((name) => [name, hints[name]]));
}

export const ways: readonly Way[] = [
  {
    name: 'as it comes',
    decide: (model, { operations, failed }) =>
      checkHistory({ operations, failed, nemesis: [] }, model, verdictOnly),
  },
  { name: 'search', decide: (model, { operations }) => check(operations, model, searchOnly) },
  withHints('search without hints'),
  withHints('only greedy reads', 'readOnly'),
  withHints('only look-ahead', 'landsOn', 'mayLead', 'mayLeadThrough'),
  withHints('only first of equal effects', 'effect'),
  {
    name: 'search, poor hashes',
    isSlow: true,
    decide: (model, { operations }) => check(operations, boxed(model), searchOnly),
  },
  { name: 'search, step by step', decide: stepByStep },
  {
    name: 'stream',
    decide: (model, history) => stream(model, history, { memoryLimit: MEMORY }),
  },
  {
    name: 'stream, few states and searches at the end',
    decide: (model, history) =>
      stream(model, history, {
        maxStates: 1 + (history.seed % 6),
        context: 1 + (history.seed % 3),
        memoryLimit: MEMORY,
      }),
  },
  {
    name: 'little memory',
    mayGiveUp: true,
    decide: (model, { operations, seed }) =>
      check(operations, model, {
        ...verdictOnly,
        fastPaths: seed % 2 === 0,
        memoryLimit: 2_000 + ((seed * 97) % 12_000),
      }),
  },
  {
    name: 'little time',
    mayGiveUp: true,
    decide: (model, { operations, seed }) =>
      check(operations, model, { ...searchOnly, timeLimit: seed % 7, now: clock() }),
  },
];

/** A clock that goes on whenever it is looked at. */
function clock(): () => number {
  let time = 0;
  return () => time++;
}

/** States in boxes, which only `equal` can tell apart, for most have the same hash. */
function boxed<S, I, O>(model: Model<S, I, O>): Model<{ readonly state: S }, I, O> {
  const isSame = model.equal?.bind(model) ?? Object.is;
  return {
    name: model.name,
    init: () => ({ state: model.init() }),
    step({ state }, input, output) {
      const after = model.step(state, input, output);
      return after === ILLEGAL ? ILLEGAL : { state: after };
    },
    equal: (a, b) => isSame(a.state, b.state),
    ...(model.partition === undefined ? {} : { partition: model.partition.bind(model) }),
    hash: () => 7,
  };
}

/** Searches that are interrupted after each step. */
function stepByStep<S, I, O>(
  model: Model<S, I, O>,
  { operations }: RandomHistory<I, O>,
): { verdict: Verdict } {
  let verdict: Verdict = 'valid';
  for (const partition of partitionBy(model, operations)) {
    const search = new Search(problemOf(model, partition.operations), new MemoryBudget(MEMORY));
    let status = search.run(1);
    while (status === 'paused') status = search.run(1);
    if (status === 'invalid') return { verdict: 'invalid' };
    if (status === 'memory') verdict = 'unknown';
  }
  return { verdict };
}
