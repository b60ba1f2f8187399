import { sequentialOwners } from '../fast/mutex.ts';
import { explainMutex } from '../explain/reasons/mutex.ts';
import { problem, show } from '../history/event.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { HistoryCodec } from '../history/history.ts';
import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { CellKey, Value } from './cell.ts';
import { isValue, readAnswer, readFunction, readKey } from './codec.ts';
import { effectOf } from './effect.ts';
import { partitionByKey } from './partition-by-key.ts';
import { describeValue } from './words.ts';

export interface MutexInput {
  readonly f: 'acquire' | 'release';
  readonly key: CellKey;
  readonly owner: Value;
}

/** Whether the lock was taken or given back; `false` when another held it, or it was not held by the owner. */
export type MutexOutput = boolean;

/**
 * Locks that know their owner: `acquire` of one that is held, also by the same owner, and `release` by anyone
 * else are refused. The state is the owner, `null` for none.
 */
export const mutex: Model<Value | null, MutexInput, MutexOutput> & HistoryCodec<MutexInput, MutexOutput> = {
  name: 'mutex',
  init: () => null,
  step(state, { f, owner }, output) {
    const can = f === 'acquire' ? state === null : state === owner;
    if (output !== undefined && output !== can) return ILLEGAL;
    if (!can) return state;
    return f === 'acquire' ? owner : null;
  },
  partition: partitionByKey,
  describe({ f, owner }, output) {
    const request = `${f} by ${describeValue(owner)}`;
    if (output === undefined) return `${request} -> unknown`;
    return output ? request : `${request} -> refused`;
  },
  describeState: (state) => (state === null ? 'free' : `held by ${describeValue(state)}`),
  hints: {
    readOnly: (_input, output) => output === false,
    effect: ({ f, owner }, output) => effectOf(f, owner, output),
    landsOn: ({ f, owner }) => (f === 'acquire' ? owner : null),
    mayLead(state, { f, owner }, output) {
      if (output === undefined) return true;
      return (f === 'acquire' ? state === null : state === owner) === output;
    },
  },
  explain: explainMutex,
  fastPaths: [sequentialOwners],
  readInput,
  readOutput: (_input, completion) => readAnswer(completion) ?? true,
};

/** Who asks is in the field `owner`, or `value`; otherwise it is the process. */
function readInput(invocation: HistoryEvent): MutexInput {
  const functions = { acquire: 'acquire', lock: 'acquire', release: 'release', unlock: 'release' } as const;
  const f = readFunction<MutexInput['f']>(functions, invocation);
  const key = readKey(invocation);
  const who = invocation.fields.owner ?? invocation.fields.value ?? invocation.process;
  if (isValue(who)) return { f, key, owner: who };
  throw problem(
    invocation,
    'INVALID_VALUE',
    `the owner of a ${invocation.f} to be a string or a number`,
    show(who),
  );
}
