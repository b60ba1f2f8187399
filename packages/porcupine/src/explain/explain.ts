import type { Model, Partition, Reason, Violation } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { Settings } from '../options.ts';
import type { Explanation } from '../result.ts';
import { problemOf } from '../search/problem.ts';
import { relax } from './relax.ts';
import { shrink } from './shrink.ts';
import { findInvalidBeginning } from './truncate.ts';
import { tryProblem } from './trial.ts';

/** What a trial may cost at least; more when the search itself was dearer. */
const TRIAL_STEPS = 100_000;

export interface ExplainLimits<I, O> {
  readonly settings: Settings<I, O>;
  /** In the terms of `settings.now`. */
  readonly deadline: number;
  /** What it took to find the history invalid. */
  readonly steps: number;
}

/** Finds the operations of an invalid partition that cannot be ordered, and words for them. */
export function explain<S, I, O>(
  model: Model<S, I, O>,
  partition: Partition<I, O>,
  { settings, deadline, steps }: ExplainLimits<I, O>,
): Explanation {
  const limits = { now: settings.now, deadline, memoryLimit: settings.memoryLimit };
  const { beginning, culprit } = findInvalidBeginning(
    model,
    partition.operations,
    (operations) =>
      tryProblem(problemOf(model, operations), Math.max(TRIAL_STEPS, steps * 2), limits) === 'invalid',
  );
  const { core, minimal } = shrink(model, beginning, culprit, (bound) =>
    // Building the problem takes time, too.
    settings.now() >= deadline ? 'unknown' : tryProblem(relax(model, beginning, bound), TRIAL_STEPS, limits),
  );
  const violation: Violation<I, O> = {
    key: partition.key,
    core: partition.operations.filter(({ id }) => core.has(id)).sort((a, b) => a.call - b.call),
    culprit,
    operations: partition.operations,
    failed: failedOf(model, partition, settings.failed),
  };
  const { kind, sentence } = model.explain?.(violation) ?? explainAnything(model, violation);
  return { kind, sentence, operations: violation.core.map(({ id }) => id), culprit: culprit.id, minimal };
}

function failedOf<S, I, O>(
  model: Model<S, I, O>,
  { key }: Partition<I, O>,
  failed: readonly Operation<I, O>[],
): readonly Operation<I, O>[] {
  if (model.partition === undefined) return failed;
  return model.partition(failed).find((partition) => partition.key === key)?.operations ?? [];
}

function explainAnything<S, I, O>(model: Model<S, I, O>, { core }: Violation<I, O>): Reason {
  const describe = model.describeOperation?.bind(model) ?? describeAsJson;
  const list = core.map(({ process, input, output, call, return: end }) => {
    const interval = end === Infinity ? `${call}, outcome unknown` : `${call}–${end}`;
    return `process ${process}'s ${describe(input, output)} (index ${interval})`;
  });
  return {
    kind: 'unorderable',
    sentence: `no order of these operations agrees both with time and with a ${model.name}: ${list.join('; ')}`,
  };
}

function describeAsJson(input: unknown, output: unknown): string {
  return output === undefined
    ? JSON.stringify(input)
    : `${JSON.stringify(input)} -> ${JSON.stringify(output)}`;
}
