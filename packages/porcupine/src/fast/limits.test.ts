import { describe, expect, it } from 'vitest';
import { check } from '../check.ts';
import type { Model } from '../model.ts';
import { counter } from '../models/counter.ts';
import { listAppend } from '../models/list-append.ts';
import { mutex } from '../models/mutex.ts';
import { queue } from '../models/queue.ts';
import { register } from '../models/register.ts';
import { set } from '../models/set.ts';
import type { Operation } from '../operation.ts';
import { STRIDE } from './fast-path.ts';

type AnyModel = Model<unknown, unknown, unknown>;
type Step = readonly [input: object, output: unknown];

/** More than are looked at in one go. */
const COUNT = STRIDE * 2 + 2;

/** One client does one thing after the other. */
function sequence(step: (i: number) => Step): Operation<unknown, unknown>[] {
  return Array.from({ length: COUNT }, (_, i) => {
    const [input, output] = step(i);
    return {
      id: i,
      process: 0,
      input: { key: null, owner: 0, ...input },
      output,
      call: 2 * i,
      return: 2 * i + 1,
    };
  });
}

const subjects: readonly (readonly [path: string, model: unknown, step: (i: number) => Step])[] = [
  [
    'unique-writes',
    register,
    (i) => (i % 2 === 0 ? [{ f: 'write', value: i }, null] : [{ f: 'read' }, i - 1]),
  ],
  ['counter', counter, (i) => (i % 2 === 0 ? [{ f: 'add', value: 1 }, null] : [{ f: 'read' }, (i + 1) / 2])],
  ['set', set, (i) => (i === 0 ? [{ f: 'add', value: 1 }, true] : [{ f: 'contains', value: 1 }, true])],
  ['set', set, (i) => (i === COUNT - 1 ? [{ f: 'read' }, count(i)] : [{ f: 'add', value: i }, null])],
  ['queue', queue, (i) => (i % 2 === 0 ? [{ f: 'enqueue', value: i }, null] : [{ f: 'dequeue' }, i - 1])],
  ['mutex', mutex, (i) => [{ f: i % 2 === 0 ? 'acquire' : 'release' }, true]],
  [
    'list-append',
    listAppend,
    (i) => (i === COUNT - 1 ? [{ f: 'read' }, count(i)] : [{ f: 'append', value: i }, null]),
  ],
];

function count(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

describe.each(subjects)('%s', (method, given, step) => {
  const model = given as AnyModel;
  const operations = sequence(step);

  it('decides many operations', () => {
    expect(check(operations, model)).toMatchObject({
      verdict: 'valid',
      partitions: [{ method }],
      stats: { steps: 0 },
    });
  });

  it('is broken off when time is up', () => {
    let time = 0;
    expect(check(operations, model, { timeLimit: 2, explainTimeLimit: 0, now: () => time++ })).toMatchObject({
      verdict: 'unknown',
      reason: 'time',
      stats: { steps: 0 },
    });
  });

  it('is broken off when it is aborted meanwhile', () => {
    const abort = new AbortController();
    let time = 0;
    const told: number[] = [];
    const result = check(operations, model, {
      signal: abort.signal,
      now: () => (time += 1_000),
      // The first time is before the start.
      onProgress: ({ done }) => told.push(done) === 2 && abort.abort(),
    });
    expect(told.slice(0, 2)).toEqual([0, 0]);
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'aborted', stats: { steps: 0 } });
  });
});
