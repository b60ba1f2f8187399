import { describe, expect, it } from 'vitest';
import type { Value } from '../models/cell.ts';
import { queue } from '../models/queue.ts';
import type { QueueInput, QueueOutput } from '../models/queue.ts';
import type { Operation } from '../operation.ts';
import { expectAgreement } from './__agreement.ts';
import type { Shape, Subject } from './__random-operations.ts';
import { uniqueQueue } from './queue.ts';
import { finish } from '../work.ts';

function subject(dequeues: number): Subject<readonly Value[], QueueInput, QueueOutput> {
  return {
    model: queue,
    ask(rng, fresh) {
      if (rng.chance(dequeues)) return { f: 'dequeue', key: null };
      return { f: 'enqueue', key: null, value: rng.chance(0.01) ? 1 : fresh };
    },
    answer: (state, input) => (input.f === 'dequeue' ? (state[0] ?? null) : null),
    lie: (input, _output, rng, fresh) => (input.f === 'dequeue' ? rng.below(fresh + 1) || null : null),
  };
}

const shape: Shape = { processes: 4, operations: 8, crashes: 0.05, lies: 0.1, shifts: 0.1 };

describe('queues of unique values', () => {
  it.each<[string, number, Partial<Shape>, number]>([
    ['as many enqueues as dequeues', 0.5, {}, 0],
    ['more dequeues than there is to take', 0.65, {}, 1],
    ['few dequeues', 0.35, { shifts: 0.2 }, 2],
    ['many lost outcomes', 0.5, { crashes: 0.25, processes: 5 }, 3],
    ['no lost outcomes, much at once', 0.55, { crashes: 0, processes: 6, operations: 9, lies: 0.05 }, 4],
  ])('agree with every order there is: %s', (_name, dequeues, change, number) => {
    const seeds = { from: number * 1_000_000, count: 4_000 };
    const { decided, valid } = expectAgreement(
      uniqueQueue,
      subject(dequeues),
      { ...shape, ...change },
      seeds,
    );
    expect(decided).toBeGreaterThan(2_500);
    expect(valid / decided).toBeGreaterThan(0.2);
    expect(valid / decided).toBeLessThan(0.9);
  });

  const one = { process: 0, call: 1, return: 2 };
  it.each<[string, Operation<QueueInput, QueueOutput>[]]>([
    [
      'a value added twice',
      [1, 2].map((id) => ({ ...one, id, input: { f: 'enqueue', key: null, value: 7 }, output: null })),
    ],
    [
      'a completed dequeue of which the answer is unknown',
      [{ ...one, id: 1, input: { f: 'dequeue', key: null }, output: undefined }],
    ],
    [
      'a value that may have been taken by a dequeue of unknown outcome',
      [
        { ...one, id: 1, input: { f: 'enqueue', key: null, value: 7 }, output: null },
        { ...one, id: 2, input: { f: 'dequeue', key: null }, output: undefined, call: 3, return: Infinity },
        { ...one, id: 3, input: { f: 'dequeue', key: null }, output: null, call: 4, return: 5 },
      ],
    ],
  ])('leave to the search: %s', (_name, operations) => {
    expect(finish(uniqueQueue.decide(operations))).toBeUndefined();
  });
});
