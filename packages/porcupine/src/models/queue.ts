import { explainQueue } from '../explain/reasons/queue.ts';
import { uniqueQueue } from '../fast/queue.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { HistoryCodec } from '../history/history.ts';
import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { CellKey, Value } from './cell.ts';
import { readFound, readFunction, readKey, readValue } from './codec.ts';
import { effectOf } from './effect.ts';
import { hashValue } from './hash.ts';
import { partitionByKey } from './partition-by-key.ts';
import { describeValue, describeValues } from './words.ts';

export type QueueInput =
  | { readonly f: 'enqueue'; readonly key: CellKey; readonly value: Value }
  | { readonly f: 'dequeue'; readonly key: CellKey };

/** What was dequeued, `null` if the queue was empty; `null` of an enqueue. */
export type QueueOutput = Value | null;

/** First in, first out: `enqueue`, and `dequeue`, which answers `null` when there is nothing. */
export const queue: Model<readonly Value[], QueueInput, QueueOutput> & HistoryCodec<QueueInput, QueueOutput> =
  {
    name: 'queue',
    init: () => [],
    step(state, input, output) {
      if (input.f === 'enqueue') return [...state, input.value];
      if (output !== undefined && output !== (state[0] ?? null)) return ILLEGAL;
      return state.length === 0 ? state : state.slice(1);
    },
    equal: (a, b) => a.length === b.length && a.every((value, i) => value === b[i]),
    hash: (state) => state.reduce<number>((hash, value) => (Math.imul(hash, 31) + hashValue(value)) | 0, 0),
    partition: partitionByKey,
    describe(input, output) {
      if (input.f === 'enqueue') return `enqueue ${describeValue(input.value)}`;
      if (output === undefined) return 'dequeue -> unknown';
      return `dequeue -> ${output === null ? 'empty' : describeValue(output)}`;
    },
    describeState: (state) => describeValues(state, '[', ']'),
    hints: {
      readOnly: (input, output) => input.f === 'dequeue' && output === null,
      effect: (input, output) => (input.f === 'enqueue' ? effectOf('', input.value) : effectOf(output)),
    },
    fastPaths: [uniqueQueue],
    explain: explainQueue,
    readInput(invocation: HistoryEvent): QueueInput {
      const f = readFunction<QueueInput['f']>({ enqueue: 'enqueue', dequeue: 'dequeue' }, invocation);
      const key = readKey(invocation);
      return f === 'dequeue' ? { f, key } : { f, key, value: readValue(invocation) };
    },
    readOutput: (input, completion) => (input.f === 'enqueue' ? null : readFound(completion)),
  };
