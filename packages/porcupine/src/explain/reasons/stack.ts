import type { Reason, Violation } from '../../model.ts';
import type { StackInput, StackOutput } from '../../models/stack.ts';
import { describeValue } from '../../models/words.ts';
import { explainElements, findPair, namePutting, nameTaking } from './elements.ts';
import type { Collection } from './elements.ts';
import { isBefore, onKey } from './words.ts';

const lifo: Collection<StackInput, StackOutput> = {
  name: 'stack',
  put: 'push',
  take: 'pop',
  puts: ({ input }) => (input.f === 'push' ? input.value : undefined),
  took: ({ input, output }) => (input.f === 'pop' ? output : undefined),
};

export function explainStack(violation: Violation<StackInput, StackOutput>): Reason | undefined {
  return explainElements(lifo, violation) ?? fromBelow(violation);
}

/** Taken out from under one that was put upon it. */
function fromBelow(violation: Violation<StackInput, StackOutput>): Reason | undefined {
  const pair = findPair(
    lifo,
    violation,
    ({ second, firstTaker, secondTaker }) =>
      firstTaker !== undefined &&
      isBefore(second, firstTaker) &&
      (secondTaker === undefined || isBefore(firstTaker, secondTaker)),
  );
  if (pair?.firstTaker === undefined) return undefined;
  const { first, second, firstTaker, secondTaker } = pair;
  const taken =
    secondTaker === undefined
      ? 'is still on the stack'
      : `was popped only later, by ${nameTaking(lifo, secondTaker)}`;
  const sentence =
    `${nameTaking(lifo, firstTaker)}${onKey(violation.key)} returned ${describeValue(lifo.puts(first)!)}, ` +
    `but ${namePutting(lifo, second)} had come upon it before the pop began, ` +
    `and ${describeValue(lifo.puts(second)!)} ${taken}`;
  return { kind: 'reordered', sentence };
}
