import { printable } from './history/event.ts';
import type { Explanation, LinearizablePrefix } from './explain/explanation.ts';
import type { Model, PartitionKey } from './model.ts';
import type { Operation } from './operation.ts';
import type { CheckResult, PartitionResult } from './result.ts';

/** The result as a person reads it in a terminal. */
export function toText<S, I, O>(result: CheckResult<I, O>, model: Model<S, I, O>): string {
  const { verdict, reason, stats, partitions } = result;
  const { operations, optional, elapsed } = stats;
  const head = reason === undefined ? verdict : `${verdict} (${reason})`;
  const lines = [
    `${head}: ${count(operations, 'operation')} (${optional} of unknown outcome) in ` +
      `${count(partitions.length, 'partition')}, checked${by(partitions)} in ${(elapsed / 1_000).toFixed(2)} s`,
  ];
  for (const partition of partitions) {
    if (partition.verdict === 'unknown') lines.push(`${name(partition)}: unknown (${partition.reason})`);
    if (partition.verdict !== 'invalid') continue;
    lines.push(`${name(partition)}: invalid`);
    if (partition.explanation !== undefined) lines.push(...explain(partition, partition.explanation, model));
  }
  return `${lines.map(printable).join('\n')}\n`;
}

/**
 * The result as data: operations by id, but for those of explanations.
 *
 * @param orders whether orders are told in full, those that work among them; otherwise, how long the others are.
 */
export function toJson<S, I, O>(
  result: CheckResult<I, O>,
  model: Model<S, I, O>,
  orders: boolean,
): Record<string, unknown> {
  return {
    verdict: result.verdict,
    ...(result.reason === undefined ? {} : { reason: result.reason }),
    model: model.name,
    partitions: result.partitions.map((partition) => partitionToJson(partition, orders)),
    stats: result.stats,
  };
}

function partitionToJson<I, O>(partition: PartitionResult<I, O>, orders: boolean): Record<string, unknown> {
  const { operations, linearization, longestPartial, explanation, ...rest } = partition;
  const shorten = <T extends { readonly order: readonly number[] }>({ order, ...others }: T) =>
    orders ? { order, ...others } : { ordered: order.length, ...others };
  return {
    ...rest,
    operations: operations.length,
    ...(orders && linearization !== undefined ? { linearization } : {}),
    ...(longestPartial === undefined ? {} : { longestPartial: shorten(longestPartial) }),
    ...(explanation === undefined
      ? {}
      : { explanation: explanationToJson(operations, explanation, shorten) }),
  };
}

function explanationToJson<I, O>(
  operations: readonly Operation<I, O>[],
  { prefix, ...rest }: Explanation,
  shorten: (prefix: LinearizablePrefix) => object,
) {
  return {
    ...rest,
    operations: find(operations, rest.operations),
    ...(prefix === undefined ? {} : { prefix: shorten(prefix) }),
  };
}

function find<I, O>(operations: readonly Operation<I, O>[], ids: readonly number[]) {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  return ids.flatMap((id) => {
    const operation = byId.get(id);
    if (operation === undefined) return [];
    // Infinity is not JSON.
    return [{ ...operation, return: operation.return === Infinity ? null : operation.return }];
  });
}

function explain<S, I, O>(
  { operations }: PartitionResult<I, O>,
  explanation: Explanation,
  model: Model<S, I, O>,
): string[] {
  const describe = model.describe?.bind(model) ?? ((input) => JSON.stringify(input));
  const lines = [`  ${explanation.sentence}`, '  These operations cannot be ordered:'];
  for (const { process, input, output, call, return: end } of find(operations, explanation.operations)) {
    lines.push(`    process ${process}: ${describe(input, output)}  [${call}, ${end ?? 'unknown'}]`);
  }
  if (!explanation.minimal) lines.push('  Fewer may do: there was no time to find out.');
  if (explanation.prefix !== undefined) {
    const { before, completed, state } = explanation.prefix;
    lines.push(
      `  All can be ordered up to the return of operation ${before}: ${completed} had completed, the state was ${state}`,
    );
  }
  return lines;
}

/** The methods that gave the verdicts. */
function by(partitions: readonly PartitionResult<unknown, unknown>[]): string {
  const methods = new Set(partitions.map(({ method }) => method));
  return methods.size === 0 ? '' : ` by ${[...methods].join(', ')}`;
}

function name({ key }: { readonly key: PartitionKey }): string {
  return key === null ? 'all operations' : `key ${key}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
