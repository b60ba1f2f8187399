import type { HistoryCodec } from '../history/history.ts';
import type { Model } from '../model.ts';
import { casRegister } from './cas-register.ts';
import { counter } from './counter.ts';
import { kv } from './kv.ts';
import { listAppend } from './list-append.ts';
import { mutex } from './mutex.ts';
import { queue } from './queue.ts';
import { register } from './register.ts';
import { set } from './set.ts';
import { stack } from './stack.ts';

/** A model whose types are known to itself alone: what its codec reads, it checks. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type BuiltInModel = Model<any, any, any> & HistoryCodec<any, any>;

/** The models of this package, by name. */
export const builtInModels: ReadonlyMap<string, BuiltInModel> = new Map(
  [kv, register, casRegister, counter, set, queue, stack, mutex, listAppend].map(
    (model: BuiltInModel) => [model.name, model] as const,
  ),
);
