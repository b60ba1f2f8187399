import type { Model, Partition, Reason, Violation } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { Settings } from '../options.ts';
import { findCore, findCoreAround } from './core.ts';
import type { Core, CoreLimits } from './core.ts';
import { describeOperation } from './describe.ts';
import type { Explanation } from './explanation.ts';
import { findPrefix } from './prefix.ts';
import { nameOperation } from './reasons/words.ts';

/** So many operations are named at most where no better words are known. */
const NAMED = 6;
/** What the search of a linearizable prefix may cost at least. */
const PREFIX_STEPS = 200_000;

export interface ExplainLimits<I, O> {
  readonly settings: Settings<I, O>;
  /** In the terms of `settings.now`. */
  readonly deadline: number;
  /** What it took to find the history invalid. */
  readonly steps: number;
  /** Ids of the operations at which the search got stuck. */
  readonly blocked: readonly number[];
  /** Operations among which are some that cannot be ordered, whatever the others do; by default all. */
  readonly witness?: readonly Operation<I, O>[] | undefined;
  /** Whether the witness is as small as can be. */
  readonly isCore?: boolean;
}

/** Finds the operations of an invalid partition that cannot be ordered, and words for them. */
export function explain<S, I, O>(
  model: Model<S, I, O>,
  partition: Partition<I, O>,
  limits: ExplainLimits<I, O>,
): Explanation {
  const { now, memoryLimit } = limits.settings;
  const search = { now, deadline: limits.deadline, memoryLimit };
  const { core, culprit, minimal, selfContained } = coreOf(model, partition.operations, limits, {
    ...search,
    steps: limits.steps,
    blocked: limits.blocked,
  });
  const violation: Violation<I, O> = {
    key: partition.key,
    core: partition.operations.filter(({ id }) => core.has(id)).sort((a, b) => a.call - b.call),
    culprit,
    operations: partition.operations,
    failed: failedOf(model, partition, limits.settings.failed),
  };
  const { kind, sentence } = model.explain?.(violation) ?? explainAnything(model, violation);
  const operations = violation.core.map(({ id }) => id);
  const prefix = findPrefix(
    model,
    partition.operations,
    culprit.return,
    Math.max(PREFIX_STEPS, limits.steps * 2),
    search,
  );
  return {
    kind,
    sentence,
    operations,
    culprit: culprit.id,
    minimal,
    selfContained,
    ...(prefix === undefined ? {} : { prefix }),
  };
}

function coreOf<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  { witness, isCore }: ExplainLimits<I, O>,
  limits: CoreLimits,
): Core<I, O> {
  if (witness === undefined) return findCore(model, operations, limits);
  // Where free operations are not abstracted from, the witness may say too much or too little.
  const around =
    model.hints?.abstraction === undefined ? findCoreAround(model, operations, witness, limits) : undefined;
  return around ?? (isCore === true ? takeAsCore(witness) : findCore(model, witness, limits));
}

function takeAsCore<I, O>(witness: readonly Operation<I, O>[]): Core<I, O> {
  const completed = witness.filter((operation) => operation.return !== Infinity);
  const culprit = completed.reduce((last, operation) => (operation.return > last.return ? operation : last));
  return { core: new Set(witness.map(({ id }) => id)), culprit, minimal: true, selfContained: true };
}

function failedOf<S, I, O>(
  model: Model<S, I, O>,
  { key }: Partition<I, O>,
  failed: readonly Operation<I, O>[],
): readonly Operation<I, O>[] {
  if (model.partition === undefined) return failed;
  return model.partition(failed).find((partition) => partition.key === key)?.operations ?? [];
}

function explainAnything<S, I, O>(model: Model<S, I, O>, { core, culprit }: Violation<I, O>): Reason {
  const named = core.filter((operation) => operation !== culprit).slice(1 - NAMED);
  const list = [...named, culprit].map((operation) =>
    nameOperation(operation, describeOperation(model, operation)),
  );
  const more = core.length - list.length;
  const rest = more > 0 ? `; and ${more} earlier ones` : '';
  return {
    kind: 'unorderable',
    sentence: `no order of these operations agrees both with time and with the model ${model.name}: ${list.join('; ')}${rest}`,
  };
}
