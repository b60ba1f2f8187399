import { describe, expect, it } from 'vitest';
import { toArray } from '../models/chain.ts';
import type { Chain } from '../models/chain.ts';
import { listAppend } from '../models/list-append.ts';
import type { ListInput, ListOutput } from '../models/list-append.ts';
import type { Operation } from '../operation.ts';
import { expectAgreement } from './__agreement.ts';
import type { Shape, Subject } from './__random-operations.ts';
import { listAppends } from './list-append.ts';
import { finish } from '../work.ts';

const subject: Subject<Chain | null, ListInput, ListOutput> = {
  model: listAppend,
  ask: (rng, fresh) =>
    rng.chance(0.5)
      ? { f: 'read', key: null }
      : { f: 'append', key: null, value: rng.chance(0.01) ? 1 : fresh },
  answer: (state, input) => (input.f === 'read' ? toArray(state) : null),
  lie(_input, output, rng, fresh) {
    if (output === null) return null;
    const at = rng.below(output.length + 1);
    if (rng.chance(0.3)) return output.slice(0, at);
    if (rng.chance(0.5)) return [...output.slice(0, at), ...output.slice(at).reverse()];
    return output.toSpliced(at, rng.below(2), 1 + rng.below(fresh));
  },
};

const shape: Shape = { processes: 4, operations: 8, crashes: 0.1, lies: 0.15, shifts: 0.1 };

describe('lists of unique values', () => {
  it.each<[string, Partial<Shape>, number]>([
    ['a few mistakes', {}, 0],
    ['many lost outcomes', { crashes: 0.4, processes: 6, lies: 0.35 }, 1],
    ['one at a time', { processes: 2, operations: 7 }, 2],
  ])('agree with every order there is: %s', (_name, change, number) => {
    const seeds = { from: number * 1_000_000, count: 5_000 };
    const { decided, valid } = expectAgreement(listAppends, subject, { ...shape, ...change }, seeds);
    expect(decided).toBeGreaterThan(4_000);
    expect(valid / decided).toBeGreaterThan(0.2);
    expect(valid / decided).toBeLessThan(0.8);
  });

  const one = { process: 0, call: 1, return: 2 };
  it.each<[string, Operation<ListInput, ListOutput>[]]>([
    [
      'a value appended twice',
      [1, 2].map((id) => ({ ...one, id, input: { f: 'append', key: null, value: 7 }, output: null })),
    ],
    [
      'a completed read of which the answer is unknown',
      [{ ...one, id: 1, input: { f: 'read', key: null }, output: undefined }],
    ],
  ])('leave to the search: %s', (_name, operations) => {
    expect(finish(listAppends.decide(operations))).toBeUndefined();
  });
});
