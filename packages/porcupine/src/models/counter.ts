import { explainCounter } from '../explain/reasons/counter.ts';
import { uniformCounter } from '../fast/counter.ts';
import { problem, show } from '../history/event.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { HistoryCodec } from '../history/history.ts';
import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { CellKey } from './cell.ts';
import { effectOf } from './effect.ts';
import { readFunction, readKey } from './codec.ts';
import { partitionByKey } from './partition-by-key.ts';

export type CounterInput =
  | { readonly f: 'add'; readonly key: CellKey; readonly value: number }
  | { readonly f: 'read'; readonly key: CellKey };

/** The number of a read; `null` of an add. */
export type CounterOutput = number | null;

/** Counters that begin at 0, with `add` (of whole numbers, also negative ones) and `read`. */
export const counter: Model<number, CounterInput, CounterOutput> & HistoryCodec<CounterInput, CounterOutput> =
  {
    name: 'counter',
    init: () => 0,
    step(state, input, output) {
      if (input.f === 'add') return state + input.value;
      return output === undefined || output === state ? state : ILLEGAL;
    },
    partition: partitionByKey,
    describe(input, output) {
      if (input.f === 'add') return `add ${input.value}`;
      return `read -> ${output ?? 'unknown'}`;
    },
    describeState: String,
    hints: {
      readOnly: (input) => input.f === 'read' || input.value === 0,
      effect: (input) => (input.f === 'add' ? effectOf(input.value) : undefined),
    },
    fastPaths: [uniformCounter],
    explain: explainCounter,
    readInput,
    readOutput(input, completion) {
      if (input.f === 'add') return null;
      const { value } = completion.fields;
      if (Number.isSafeInteger(value)) return value as number;
      throw problem(completion, 'INVALID_VALUE', 'the "value" read: a whole number', show(value));
    },
  };

const FUNCTIONS = {
  add: 'add',
  increment: 'increment',
  inc: 'increment',
  decrement: 'decrement',
  dec: 'decrement',
  read: 'read',
  get: 'read',
} as const;

function readInput(invocation: HistoryEvent): CounterInput {
  const f = readFunction<(typeof FUNCTIONS)[keyof typeof FUNCTIONS]>(FUNCTIONS, invocation);
  const key = readKey(invocation);
  switch (f) {
    case 'read':
      return { f, key };
    case 'add':
      return { f, key, value: readAmount(invocation, undefined) };
    case 'increment':
      return { f: 'add', key, value: readAmount(invocation, 1) };
    case 'decrement':
      return { f: 'add', key, value: -readAmount(invocation, 1) };
  }
}

function readAmount(invocation: HistoryEvent, otherwise: number | undefined): number {
  const { value = otherwise } = invocation.fields;
  const amount = value ?? otherwise;
  if (Number.isSafeInteger(amount)) return amount as number;
  throw problem(
    invocation,
    'INVALID_VALUE',
    `"value" of a ${invocation.f} to be a whole number`,
    show(value),
  );
}
