import { check } from '../check.ts';
import type { Model, PartitionKey } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { CheckOptions } from '../options.ts';
import type { PartitionResult } from '../result.ts';
import type { Config, Pending } from './frontier.ts';

/** A point in the history of a key, and what had come of all before it. */
export interface Anchor<S, I, O> {
  readonly configs: readonly Config<S>[];
  /** What had been called and had not returned by then. */
  readonly pending: readonly Pending<I, O>[];
}

/**
 * Whether what was pending at a point, and came after it, can be ordered: from any of the possibilities there were.
 * The result is that of the possibility that says most.
 */
export function recheck<S, I, O>(
  model: Model<S, I, O>,
  key: PartitionKey,
  { configs, pending }: Anchor<S, I, O>,
  later: readonly Operation<I, O>[],
  options: CheckOptions<I, O>,
): PartitionResult<I, O> {
  const now = options.now ?? (() => performance.now());
  const deadline = now() + (options.timeLimit ?? Infinity);
  let invalid: PartitionResult<I, O> | undefined;
  let unknown: PartitionResult<I, O> | undefined;
  for (const { state, taken } of configs) {
    const left = pending.filter(({ bit }) => (taken & bit) === 0n).map(({ operation }) => operation);
    const operations = [...left, ...later].sort((a, b) => a.call - b.call);
    const [result] = check(operations, startingFrom(model, state, key), {
      ...options,
      timeLimit: Math.max(0, deadline - now()),
      // One explanation is enough.
      explain: options.explain !== false && invalid === undefined,
    }).partitions;
    if (result!.verdict === 'valid') return result!;
    if (result!.verdict === 'invalid') invalid ??= result!;
    else unknown ??= result!;
  }
  return unknown ?? invalid!;
}

/** Fast paths would take it that all begins as the model does. */
function startingFrom<S, I, O>(model: Model<S, I, O>, state: S, key: PartitionKey): Model<S, I, O> {
  return Object.create(model, {
    init: { value: () => state },
    fastPaths: { value: [] },
    partition: { value: (operations: readonly Operation<I, O>[]) => [{ key, operations }] },
  }) as Model<S, I, O>;
}
