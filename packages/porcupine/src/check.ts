import { explain } from './explain/explain.ts';
import type { History } from './history/history.ts';
import type { Model, Partition } from './model.ts';
import { isOptional } from './operation.ts';
import type { Operation } from './operation.ts';
import { settle, validateOperations } from './options.ts';
import type { CheckOptions, Settings } from './options.ts';
import type { CheckResult, PartitionResult, UnknownReason, Verdict } from './result.ts';
import { searchAll } from './search/scheduler.ts';
import type { Outcome } from './search/scheduler.ts';
import { describePartial } from './search/partial.ts';

/**
 * Decides whether a history is linearizable: whether its operations, each taking effect at one point between
 * its call and its return, behave as the model does one operation at a time.
 *
 * `unknown` is an honest answer: a limit was reached first. The check never throws on the size of a history.
 *
 * @throws {ArgumentError} when operations or options make no sense.
 */
export function check<S, I, O>(
  operations: readonly Operation<I, O>[],
  model: Model<S, I, O>,
  options: CheckOptions<I, O> = {},
): CheckResult<I, O> {
  const settings = settle(options);
  validateOperations(operations);
  const start = settings.now();
  const partitions = model.partition?.(operations) ?? [{ key: null, operations }];
  const { outcomes, peakBytes } = searchAll(model, partitions, settings, start + settings.timeLimit);
  const results = report(model, partitions, outcomes, settings);
  const verdict = conclude(results);
  return {
    verdict,
    ...(verdict === 'unknown' ? { reason: findReason(results) } : {}),
    partitions: results,
    stats: {
      operations: operations.length,
      optional: operations.filter(isOptional).length,
      steps: sum(outcomes, ({ steps }) => steps),
      configurations: sum(outcomes, ({ configurations }) => configurations),
      peakBytes,
      elapsed: settings.now() - start,
    },
  };
}

/** Like {@link check}, for a history as it was recorded. */
export function checkHistory<S, I, O>(
  history: History<I, O>,
  model: Model<S, I, O>,
  options: Omit<CheckOptions<I, O>, 'failed'> = {},
): CheckResult<I, O> {
  return check(history.operations, model, { ...options, failed: history.failed });
}

function report<S, I, O>(
  model: Model<S, I, O>,
  partitions: readonly Partition<I, O>[],
  outcomes: readonly Outcome[],
  settings: Settings<I, O>,
): PartitionResult<I, O>[] {
  const deadline = settings.now() + settings.explainTimeLimit;
  return partitions.map(({ key, operations }, i) => {
    const { verdict, reason, order, steps } = outcomes[i]!;
    const base = { key, verdict, operations, ...(reason === undefined ? {} : { reason }) };
    if (verdict === 'valid') return { ...base, linearization: order };
    const longestPartial = describePartial(model, operations, order);
    if (verdict === 'unknown' || !settings.explain) return { ...base, longestPartial };
    const explanation = explain(
      model,
      { key, operations },
      { settings, deadline, steps, blocked: longestPartial.blocked },
    );
    return { ...base, longestPartial, explanation };
  });
}

function conclude(results: readonly PartitionResult<unknown, unknown>[]): Verdict {
  if (results.some(({ verdict }) => verdict === 'invalid')) return 'invalid';
  return results.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'valid';
}

function findReason(results: readonly PartitionResult<unknown, unknown>[]): UnknownReason {
  return results.some(({ reason }) => reason === 'time') ? 'time' : 'memory';
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
