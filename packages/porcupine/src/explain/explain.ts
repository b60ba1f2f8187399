import type { Model, Partition, Reason, Violation } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { Settings } from '../options.ts';
import { findCore } from './core.ts';
import type { Explanation } from './explanation.ts';

/** So many operations are named at most where no better words are known. */
const NAMED = 6;

export interface ExplainLimits<I, O> {
  readonly settings: Settings<I, O>;
  /** In the terms of `settings.now`. */
  readonly deadline: number;
  /** What it took to find the history invalid. */
  readonly steps: number;
  /** Ids of the operations at which the search got stuck. */
  readonly blocked: readonly number[];
}

/** Finds the operations of an invalid partition that cannot be ordered, and words for them. */
export function explain<S, I, O>(
  model: Model<S, I, O>,
  partition: Partition<I, O>,
  limits: ExplainLimits<I, O>,
): Explanation {
  const { core, culprit, minimal, selfContained } = findCore(model, partition.operations, {
    now: limits.settings.now,
    deadline: limits.deadline,
    memoryLimit: limits.settings.memoryLimit,
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
  return { kind, sentence, operations, culprit: culprit.id, minimal, selfContained };
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
  const describe = model.describeOperation?.bind(model) ?? describeAsJson;
  const named = core.filter((operation) => operation !== culprit).slice(1 - NAMED);
  const list = [...named, culprit].map(({ process, input, output, call, return: end }) => {
    const interval = end === Infinity ? `${call}, outcome unknown` : `${call}–${end}`;
    return `process ${process}'s ${describe(input, output)} (index ${interval})`;
  });
  const more = core.length - list.length;
  const rest = more > 0 ? `; and ${more} earlier ones` : '';
  return {
    kind: 'unorderable',
    sentence: `no order of these operations agrees both with time and with the model ${model.name}: ${list.join('; ')}${rest}`,
  };
}

function describeAsJson(input: unknown, output: unknown): string {
  return output === undefined
    ? JSON.stringify(input)
    : `${JSON.stringify(input)} -> ${JSON.stringify(output)}`;
}
