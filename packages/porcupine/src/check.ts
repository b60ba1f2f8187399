import { conclude, findReason } from './conclusion.ts';
import { explain } from './explain/explain.ts';
import type { History } from './history/history.ts';
import { partitionBy } from './model.ts';
import type { Model, Partition } from './model.ts';
import { isOptional } from './operation.ts';
import type { Operation } from './operation.ts';
import { settle, validateOperations } from './options.ts';
import type { CheckOptions, Settings } from './options.ts';
import type { CheckResult, PartitionResult } from './result.ts';
import { decideAll } from './search/scheduler.ts';
import type { Outcome } from './search/scheduler.ts';
import { describePartial } from './search/partial.ts';
import { finish } from './work.ts';

/** Milliseconds that {@link checkAsync} works before it lets others run. */
const SLICE = 15;

/**
 * Decides whether a history is linearizable: whether its operations, each taking effect at one point between
 * its call and its return, behave as the model does one operation at a time.
 *
 * `unknown` is an honest answer: a limit was reached first. The check never throws on the size of a history.
 * It does not return before it is done, so a `signal` is heeded only if it was aborted before, or by
 * `onProgress`; see {@link checkAsync}.
 *
 * @throws {ArgumentError} when operations or options make no sense.
 * @throws {ModelError} when a function of the model throws.
 */
export function check<S, I, O>(
  operations: readonly Operation<I, O>[],
  model: Model<S, I, O>,
  options: CheckOptions<I, O> = {},
): CheckResult<I, O> {
  return finish(begin(operations, model, options));
}

/**
 * Like {@link check}, but lets others run every few milliseconds: timers fire, and a `signal` can be aborted
 * meanwhile.
 */
export async function checkAsync<S, I, O>(
  operations: readonly Operation<I, O>[],
  model: Model<S, I, O>,
  options: CheckOptions<I, O> = {},
): Promise<CheckResult<I, O>> {
  const work = begin(operations, model, options);
  for (let slice = performance.now(); ;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (performance.now() - slice < SLICE) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    slice = performance.now();
  }
}

/** Like {@link check}, for a history as it was recorded. */
export function checkHistory<S, I, O>(
  history: History<I, O>,
  model: Model<S, I, O>,
  options: Omit<CheckOptions<I, O>, 'failed'> = {},
): CheckResult<I, O> {
  return check(history.operations, model, { ...options, failed: history.failed });
}

function begin<S, I, O>(
  operations: readonly Operation<I, O>[],
  model: Model<S, I, O>,
  options: CheckOptions<I, O>,
): Generator<void, CheckResult<I, O>> {
  const settings = settle(options, operations.length);
  validateOperations(operations);
  return work(operations, model, settings);
}

function* work<S, I, O>(
  operations: readonly Operation<I, O>[],
  model: Model<S, I, O>,
  settings: Settings<I, O>,
): Generator<void, CheckResult<I, O>> {
  const start = settings.now();
  const partitions = partitionBy(model, operations);
  const { outcomes, peakBytes } = yield* decideAll(model, partitions, settings, start);
  const results = yield* report(model, partitions, outcomes, settings);
  const verdict = conclude(results);
  return {
    verdict,
    ...(verdict === 'unknown' ? { reason: findReason(results) } : {}),
    partitions: results,
    stats: {
      operations: operations.length,
      optional: sum(operations, (operation) => (isOptional(operation) ? 1 : 0)),
      steps: sum(outcomes, ({ steps }) => steps),
      configurations: sum(outcomes, ({ configurations }) => configurations),
      peakBytes,
      elapsed: settings.now() - start,
    },
  };
}

function* report<S, I, O>(
  model: Model<S, I, O>,
  partitions: readonly Partition<I, O>[],
  outcomes: readonly Outcome<I, O>[],
  settings: Settings<I, O>,
): Generator<void, PartitionResult<I, O>[]> {
  const deadline = settings.now() + settings.explainTimeLimit;
  const results: PartitionResult<I, O>[] = [];
  for (const [i, partition] of partitions.entries()) {
    const outcome = outcomes[i]!;
    results.push(reportOne(model, partition, outcome, settings, deadline));
    if (outcome.verdict !== 'valid') yield;
  }
  return results;
}

function reportOne<S, I, O>(
  model: Model<S, I, O>,
  { key, operations }: Partition<I, O>,
  outcome: Outcome<I, O>,
  settings: Settings<I, O>,
  deadline: number,
): PartitionResult<I, O> {
  const { verdict, reason, method, order } = outcome;
  const base = { key, verdict, method, operations, ...(reason === undefined ? {} : { reason }) };
  if (verdict === 'valid') return { ...base, linearization: order };
  const isSearched = method === 'search';
  const hasTime = () => settings.now() < deadline && settings.signal?.aborted !== true;
  const longest = isSearched ? { longestPartial: describePartial(model, operations, order, hasTime) } : {};
  if (verdict === 'unknown' || !settings.explain || settings.signal?.aborted === true) {
    return { ...base, ...longest };
  }
  const explanation = explain(
    model,
    { key, operations },
    {
      settings,
      deadline,
      steps: outcome.steps,
      blocked: longest.longestPartial?.blocked ?? [],
      witness: outcome.witness,
      isCore: outcome.isCore === true,
    },
  );
  if (isSearched) return { ...base, ...longest, explanation };
  const longestPartial = describePartial(model, operations, explanation.prefix?.order ?? [], hasTime);
  return { ...base, longestPartial, explanation };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
