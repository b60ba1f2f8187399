import { describeOperation } from '../explain/describe.ts';
import { inferOutcomes } from '../explain/infer.ts';
import type { Inference } from '../explain/infer.ts';
import type { TrialLimits } from '../explain/trial.ts';
import type { History } from '../history/history.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { CheckResult } from '../result.ts';
import { encodeAnnotations } from './annotations.ts';
import type { Annotation } from './annotations.ts';
import { Clock } from './clock.ts';
import { outcomes } from './data.ts';
import type { OperationColumns, OperationType, Outcome, PictureData } from './data.ts';
import { annotateNemesis } from './nemesis.ts';
import { OrderEncoder } from './encode-orders.ts';
import { clip, Words } from './words.ts';

export interface PictureOptions<S, I, O> {
  /** The model that the history was checked with: it has the words for operations and states. */
  readonly model: Model<S, I, O>;
  /** Default: the name of the model. */
  readonly title?: string;
  /** Faults, leaders and whatever else explains what is seen. Nemesis events of a history are added by themselves. */
  readonly annotations?: readonly Annotation[];
  /** Milliseconds since the start of the run for a point at which an operation was called or returned. */
  readonly time?: (point: number) => number;
  /** What {@link inferOutcomes} told, if it was asked already. */
  readonly inferences?: ReadonlyMap<number, Inference>;
  /** Milliseconds for what is worked out for the picture alone. Default: 5,000. */
  readonly timeLimit?: number;
  /** Bytes that one search for the picture may hold. Default: 512 MiB. */
  readonly memoryLimit?: number;
}

export type PictureSource<I, O> = History<I, O> | readonly Operation<I, O>[];

/** An operation as it is drawn. */
interface Drawn<I, O> {
  readonly operation: Operation<I, O>;
  readonly partition: number;
  readonly outcome: Outcome;
}

/** Everything that the page shows, as plain data. */
export function encodePicture<S, I, O>(
  source: PictureSource<I, O>,
  result: CheckResult<I, O>,
  options: PictureOptions<S, I, O>,
): PictureData {
  const { model, title = model.name, timeLimit = 5_000, memoryLimit = 512 * 1024 * 1024 } = options;
  const now = () => performance.now();
  const limits: TrialLimits = { now, deadline: now() + timeLimit, memoryLimit };
  const failed = isHistory(source) ? source.failed : [];
  const drawn = collect(result, model, failed);
  const encoder = new OrderEncoder(model, numberOperations(drawn), limits);
  const partitions = result.partitions.map((partition, i) => encoder.encode(partition, i));
  const inferences =
    options.inferences ??
    inferOutcomes(result, model, { timeLimit: Math.max(0, limits.deadline - now()), memoryLimit });
  const clock = options.time === undefined ? undefined : new Clock(pointsOf(drawn), options.time);
  const nemesis = isHistory(source) ? annotateNemesis(source.nemesis) : [];
  return {
    title,
    model: model.name,
    verdict: result.verdict,
    reason: result.reason ?? null,
    elapsed: result.stats.elapsed,
    operations: encodeOperations(drawn, model, inferences, encoder.changing),
    partitions,
    states: encoder.states.list,
    annotations: encodeAnnotations([...nemesis, ...(options.annotations ?? [])], clock),
    times: clock?.times ?? null,
  };
}

function isHistory<I, O>(source: PictureSource<I, O>): source is History<I, O> {
  return 'operations' in source;
}

function collect<S, I, O>(
  { partitions }: CheckResult<I, O>,
  model: Model<S, I, O>,
  failed: readonly Operation<I, O>[],
): Drawn<I, O>[] {
  const drawn = partitions.flatMap(({ operations }, partition) =>
    operations.map((operation): Drawn<I, O> => {
      return { operation, partition, outcome: operation.return === Infinity ? 'info' : 'ok' };
    }),
  );
  const numbers = new Map(partitions.map(({ key }, i) => [key, i]));
  for (const { key, operations } of model.partition?.(failed) ?? [{ key: null, operations: failed }]) {
    const partition = numbers.get(key) ?? -1;
    for (const operation of operations) drawn.push({ operation, partition, outcome: 'fail' });
  }
  return drawn.sort((a, b) => a.operation.call - b.operation.call || a.operation.id - b.operation.id);
}

/** The numbers of operations by partition and id. */
function numberOperations<I, O>(drawn: readonly Drawn<I, O>[]): (partition: number, id: number) => number {
  const numbers: Map<number, number>[] = [];
  drawn.forEach(({ operation, partition, outcome }, number) => {
    if (outcome !== 'fail') (numbers[partition] ??= new Map()).set(operation.id, number);
  });
  return (partition, id) => {
    const number = numbers[partition]?.get(id);
    if (number === undefined) throw new Error(`expected operation ${id} to be in its partition`);
    return number;
  };
}

function pointsOf<I, O>(drawn: readonly Drawn<I, O>[]): number[] {
  const points = new Set<number>();
  for (const { operation } of drawn) points.add(operation.call).add(operation.return);
  points.delete(Infinity);
  return [...points].sort((a, b) => a - b);
}

function encodeOperations<S, I, O>(
  drawn: readonly Drawn<I, O>[],
  model: Model<S, I, O>,
  inferences: ReadonlyMap<number, Inference>,
  changing: ReadonlySet<number>,
): OperationColumns {
  const texts = new Words();
  const types = new Words();
  const words = drawn.map(({ operation }) => clip(describeOperation(model, operation)));
  const typed = drawn.map(({ operation }, i) => types.number(clip(typeOf(operation.input, words[i]!))));
  const acting = new Set([...changing].map((number) => typed[number]));
  const inferred: Record<number, Inference> = {};
  drawn.forEach(({ operation, outcome }, number) => {
    const inference = inferences.get(operation.id);
    if (outcome === 'info' && inference !== undefined) inferred[number] = inference;
  });
  return {
    count: drawn.length,
    id: drawn.map(({ operation }) => operation.id),
    process: drawn.map(({ operation }) => operation.process),
    type: typed,
    partition: drawn.map(({ partition }) => partition),
    outcome: drawn.map(({ outcome }) => outcomes.indexOf(outcome)),
    call: drawn.map(({ operation }) => operation.call),
    return: drawn.map(({ operation }) => (operation.return === Infinity ? null : operation.return)),
    text: words.map((text) => texts.number(text)),
    types: types.list.map((name, number): OperationType => ({ name, readOnly: !acting.has(number) })),
    texts: texts.list,
    inferred,
  };
}

/** What sort of operation it is: its function, or the first word about it. */
function typeOf(input: unknown, words: string): string {
  if (typeof input === 'string') return input;
  if (typeof input === 'object' && input !== null && 'f' in input && typeof input.f === 'string')
    return input.f;
  return /^[^\s([{:]+/.exec(words)?.[0] ?? 'operation';
}
