import { check } from '../check.ts';
import { inferOutcomes } from '../explain/infer.ts';
import type { Explanation } from '../explain/explanation.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import type { PartitionResult } from '../result.ts';
import type { RandomHistory } from './__clients.ts';
import { isPossible, verifyOrder } from './__reference.ts';
import type { Spec } from './__spec.ts';

/** What was held against every order there is. */
export interface Explained {
  readonly explanations: number;
  readonly inferences: number;
}

/** Throws unless all that the checker tells about the history, beyond its verdict, is so. */
export function verifyExplanations<S, I, O>(
  spec: Spec<S, I, O>,
  { operations, failed }: RandomHistory<I, O>,
): Explained {
  const limits = { explainTimeLimit: 60_000, stopOnInvalid: false };
  const result = check(operations, spec.model, { ...limits, failed });
  const inferences = inferOutcomes(result, spec.model, { timeLimit: 60_000 });
  let explanations = 0;
  for (const partition of result.partitions) {
    if (partition.verdict === 'invalid') {
      verifyExplanation(spec, partition);
      explanations += 1;
      continue;
    }
    for (const operation of partition.operations) {
      const found = inferences.get(operation.id);
      if (found === undefined) continue;
      const expected = inferFromAll(spec, partition.operations, operation);
      if (found !== expected) throw new Error(`operation ${operation.id} was ${expected}, not ${found}`);
    }
  }
  return { explanations, inferences: inferences.size };
}

function verifyExplanation<S, I, O>(spec: Spec<S, I, O>, partition: PartitionResult<I, O>): void {
  const { explanation, longestPartial, operations } = partition;
  if (explanation === undefined) throw new Error('expected an explanation');
  verifyCore(spec, operations, explanation);
  verifyPrefix(spec, operations, explanation);
  if (longestPartial === undefined || longestPartial.blocked.length === 0)
    throw new Error('expected operations that block the longest order');
  const placed = operations.map((operation) =>
    longestPartial.order.includes(operation.id) ? operation : { ...operation, return: Infinity },
  );
  verifyOrder(spec, placed, longestPartial.order);
}

/** What is not of the core does not help it: what only looks is forgotten, the rest takes effect or not. */
function verifyCore<S, I, O>(
  spec: Spec<S, I, O>,
  operations: readonly Operation<I, O>[],
  { operations: core, culprit, minimal }: Explanation,
): void {
  const ids = new Set(core);
  if (ids.size !== core.length || !ids.has(culprit))
    throw new Error('expected the culprit in a core of its own');
  if (!minimal) throw new Error('expected a minimal core');
  const relaxed = operations
    .filter((operation) => ids.has(operation.id) || !onlyLooks(spec, operation))
    .map((operation) => (ids.has(operation.id) ? operation : { ...operation, output: undefined }));
  const free = new Set(relaxed.flatMap(({ id }) => (ids.has(id) ? [] : [id])));
  if (isPossible(spec, { operations: relaxed, free }))
    throw new Error(`the core ${core.join(', ')} has an order`);
}

function verifyPrefix<S, I, O>(
  spec: Spec<S, I, O>,
  operations: readonly Operation<I, O>[],
  { prefix }: Explanation,
): void {
  const end = operations.find(({ id }) => id === prefix?.before);
  if (prefix === undefined || end === undefined) throw new Error('expected a linearizable prefix');
  const earlier = operations.flatMap(({ return: time }) => (time < end.return ? [time] : []));
  const within = until(spec, operations, Math.max(-Infinity, ...earlier));
  verifyOrder(spec, within, prefix.order);
  if (within.filter((operation) => !isOptional(operation)).length !== prefix.completed)
    throw new Error('expected the prefix to hold all that had returned');
  if (isPossible(spec, { operations: until(spec, operations, end.return) }))
    throw new Error(`the prefix need not end before operation ${end.id} returns`);
}

/** The history as it stood at a time; what only looked, as became known later, is not in it. */
function until<S, I, O>(
  spec: Spec<S, I, O>,
  operations: readonly Operation<I, O>[],
  time: number,
): Operation<I, O>[] {
  return operations
    .filter(
      (operation) => operation.call <= time && (operation.return <= time || !onlyLooks(spec, operation)),
    )
    .map((operation) =>
      operation.return <= time ? operation : { ...operation, output: undefined, return: Infinity },
    );
}

function onlyLooks<S, I, O>({ model }: Spec<S, I, O>, { input, output }: Operation<I, O>): boolean {
  return model.hints?.readOnly?.(input, output) === true;
}

function inferFromAll<S, I, O>(
  spec: Spec<S, I, O>,
  operations: readonly Operation<I, O>[],
  { id, call }: Operation<I, O>,
): 'applied' | 'not-applied' | 'undetermined' {
  if (!isPossible(spec, { operations: operations.filter((other) => other.id !== id) })) return 'applied';
  const completed = operations.filter((other) => !isOptional(other));
  const lastCall = Math.max(-Infinity, ...completed.map((other) => other.call));
  if (call >= lastCall) return 'undetermined';
  const mustAct = { id, until: lastCall - 0.5 };
  return isPossible(spec, { operations, mustAct }) ? 'undetermined' : 'not-applied';
}
