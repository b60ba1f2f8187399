import type { Rng } from '../__rng.ts';
import type { Subject } from '../fast/__random-operations.ts';
import type { Value } from '../models/cell.ts';
import { toArray } from '../models/chain.ts';
import type { Chain } from '../models/chain.ts';
import { counter } from '../models/counter.ts';
import type { CounterInput, CounterOutput } from '../models/counter.ts';
import { listAppend } from '../models/list-append.ts';
import type { ListInput, ListOutput } from '../models/list-append.ts';
import { mutex } from '../models/mutex.ts';
import type { MutexInput, MutexOutput } from '../models/mutex.ts';
import { queue } from '../models/queue.ts';
import type { QueueInput, QueueOutput } from '../models/queue.ts';
import { set } from '../models/set.ts';
import type { SetInput, SetOutput, SetState } from '../models/set.ts';
import { stack } from '../models/stack.ts';
import type { StackInput, StackOutput } from '../models/stack.ts';

const one = <T>(rng: Rng, items: readonly T[]): T => rng.pick(items);
const elements = (fresh: number, rng: Rng): Value => (rng.chance(0.15) ? 1 : fresh);

const counters: Subject<number, CounterInput, CounterOutput> = {
  model: counter,
  ask: (rng) =>
    rng.chance(0.5) ? { f: 'read', key: null } : { f: 'add', key: null, value: one(rng, [1, 1, 2, -1]) },
  answer: (state, input) => (input.f === 'read' ? state : null),
  lie: (input, output, rng) => (input.f === 'read' ? output! + rng.below(5) - 2 : null),
};
const sets: Subject<SetState, SetInput, SetOutput> = {
  model: set,
  ask(rng) {
    const f = one(rng, ['add', 'add', 'remove', 'contains', 'read'] as const);
    return f === 'read' ? { f, key: null } : { f, key: null, value: rng.below(3) };
  },
  answer({ values }, input, rng) {
    if (input.f === 'read') return [...values];
    const there = values.has(input.value);
    if (input.f !== 'contains' && rng.chance(0.3)) return null;
    return input.f === 'add' ? !there : there;
  },
  lie(input, output, rng) {
    if (input.f === 'read')
      return rng.chance(0.5) ? (output as Value[]).slice(1) : [...(output as Value[]), rng.below(4)];
    return !output;
  },
};
const queues: Subject<readonly Value[], QueueInput, QueueOutput> = {
  model: queue,
  ask: (rng, fresh) =>
    rng.chance(0.5) ? { f: 'dequeue', key: null } : { f: 'enqueue', key: null, value: elements(fresh, rng) },
  answer: (state, input) => (input.f === 'dequeue' ? (state[0] ?? null) : null),
  lie: (input, _output, rng, fresh) => (input.f === 'dequeue' ? rng.below(fresh + 1) || null : null),
};
const stacks: Subject<Chain | null, StackInput, StackOutput> = {
  model: stack,
  ask: (rng, fresh) =>
    rng.chance(0.5) ? { f: 'pop', key: null } : { f: 'push', key: null, value: elements(fresh, rng) },
  answer: (state, input) => (input.f === 'pop' ? (state?.last ?? null) : null),
  lie: (input, _output, rng, fresh) => (input.f === 'pop' ? rng.below(fresh + 1) || null : null),
};
const mutexes: Subject<Value | null, MutexInput, MutexOutput> = {
  model: mutex,
  ask: (rng) => ({ f: one(rng, ['acquire', 'release']), key: null, owner: rng.below(3) }),
  answer: (state, { f, owner }) => (f === 'acquire' ? state === null : state === owner),
  lie: (_input, output) => !output,
};
const lists: Subject<Chain | null, ListInput, ListOutput> = {
  model: listAppend,
  ask: (rng, fresh) =>
    rng.chance(0.5) ? { f: 'read', key: null } : { f: 'append', key: null, value: elements(fresh, rng) },
  answer: (state, input) => (input.f === 'read' ? toArray(state) : null),
  lie(input, output, rng, fresh) {
    if (input.f === 'append') return null;
    const seen = [...output!];
    if (rng.chance(0.4)) return seen.slice(0, -1);
    return rng.chance(0.5) ? seen.reverse() : [...seen, rng.below(fresh + 1)];
  },
};

/** One object of each kind, as random clients use it. */
export const subjects = { counters, sets, queues, stacks, mutexes, lists };
