import { describe, expect, it } from 'vitest';
import { mutex } from '../models/mutex.ts';
import type { MutexInput, MutexOutput } from '../models/mutex.ts';
import type { Operation } from '../operation.ts';
import type { Rng } from '../__rng.ts';
import { expectAgreementOn } from './__agreement.ts';
import { sequentialOwners } from './mutex.ts';
import { finish } from '../work.ts';

interface Habits {
  /** How long an owner waits at most between two operations. */
  readonly pause: number;
  /** How likely an operation is to be recorded as one of the other kind. */
  readonly swaps: number;
  /** How likely the last operation of an owner is of unknown outcome. */
  readonly crashes: number;
}

type MutexOperation = Operation<MutexInput, MutexOutput>;

/** Three owners, each of which takes a lock and gives it back; whether they could is left to chance. */
function randomOwners(rng: Rng, { pause, swaps, crashes }: Habits): MutexOperation[] {
  const operations: MutexOperation[] = [];
  for (let owner = 0; owner < 3; owner++) {
    const count = 1 + rng.below(4);
    let time = rng.below(80);
    for (let i = 0; i < count; i++) {
      const call = time + rng.below(pause);
      const end = call + rng.below(20);
      const isLost = i === count - 1 && rng.chance(crashes);
      operations.push({
        id: operations.length,
        process: owner,
        input: { f: (i % 2 === 0) === rng.chance(swaps) ? 'release' : 'acquire', key: null, owner },
        output: isLost ? undefined : true,
        call,
        return: isLost ? Infinity : end,
      });
      time = end + 1;
    }
  }
  return operations;
}

describe('locks whose owners do one thing after the other', () => {
  it.each<[string, Habits, number]>([
    ['in haste', { pause: 5, swaps: 0, crashes: 0 }, 0],
    ['in doubt', { pause: 5, swaps: 0, crashes: 0.5 }, 1],
    ['in error', { pause: 5, swaps: 0.03, crashes: 0.2 }, 2],
    ['at leisure', { pause: 10, swaps: 0, crashes: 0.2 }, 3],
  ])('agree with every order there is: %s', (_name, habits, number) => {
    const seeds = { from: number * 1_000_000, count: 6_000 };
    const make = (rng: Rng) => randomOwners(rng, habits);
    const { decided, valid } = expectAgreementOn(sequentialOwners, mutex, make, seeds);
    expect(decided).toBe(6_000);
    expect(valid / decided).toBeGreaterThan(0.15);
    expect(valid / decided).toBeLessThan(0.85);
  });

  const one = { process: 0, call: 1, return: 2, output: true };
  const acquire: MutexInput = { f: 'acquire', key: null, owner: 1 };
  it.each<[string, MutexOperation[]]>([
    ['a refusal', [{ ...one, id: 1, input: acquire, output: false }]],
    ['an answer that is unknown', [{ ...one, id: 1, input: acquire, output: undefined }]],
    [
      'an owner that does two things at once',
      [
        { ...one, id: 1, input: acquire },
        { ...one, id: 2, input: { ...acquire, f: 'release' } },
      ],
    ],
    [
      'an owner that goes on after an unknown outcome',
      [
        { ...one, id: 1, input: acquire, output: undefined, return: Infinity },
        { ...one, id: 2, input: acquire, call: 3, return: 4 },
      ],
    ],
  ])('leave to the search: %s', (_name, operations) => {
    expect(finish(sequentialOwners.decide(operations))).toBeUndefined();
  });
});
