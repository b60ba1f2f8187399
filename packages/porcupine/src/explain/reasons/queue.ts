import type { Reason, Violation } from '../../model.ts';
import type { QueueInput, QueueOutput } from '../../models/queue.ts';
import { describeValue } from '../../models/words.ts';
import { explainElements, findPair, namePutting, nameTaking } from './elements.ts';
import type { Collection } from './elements.ts';
import { isBefore, onKey } from './words.ts';

const fifo: Collection<QueueInput, QueueOutput> = {
  name: 'queue',
  put: 'enqueue',
  take: 'dequeue',
  puts: ({ input }) => (input.f === 'enqueue' ? input.value : undefined),
  took: ({ input, output }) => (input.f === 'dequeue' ? output : undefined),
};

export function explainQueue(violation: Violation<QueueInput, QueueOutput>): Reason | undefined {
  return explainElements(fifo, violation) ?? overtaken(violation);
}

/** Taken out before one that was put in earlier. */
function overtaken(violation: Violation<QueueInput, QueueOutput>): Reason | undefined {
  const pair = findPair(
    fifo,
    violation,
    ({ first, firstTaker, secondTaker }) =>
      secondTaker !== undefined &&
      first.return !== Infinity &&
      (firstTaker === undefined || isBefore(secondTaker, firstTaker)),
  );
  if (pair?.secondTaker === undefined) return undefined;
  const { first, second, firstTaker, secondTaker } = pair;
  const taken =
    firstTaker === undefined
      ? 'is still in the queue'
      : `was dequeued only later, by ${nameTaking(fifo, firstTaker)}`;
  const sentence =
    `${nameTaking(fifo, secondTaker)}${onKey(violation.key)} returned ${describeValue(fifo.puts(second)!)}, ` +
    `but ${namePutting(fifo, first)} had finished before ${namePutting(fifo, second)} began, ` +
    `and ${describeValue(fifo.puts(first)!)} ${taken}`;
  return { kind: 'reordered', sentence };
}
