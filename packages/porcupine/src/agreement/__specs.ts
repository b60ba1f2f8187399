import { counter } from '../models/counter.ts';
import type { CounterInput, CounterOutput } from '../models/counter.ts';
import { listAppend } from '../models/list-append.ts';
import type { ListInput, ListOutput } from '../models/list-append.ts';
import { mutex } from '../models/mutex.ts';
import type { MutexInput, MutexOutput } from '../models/mutex.ts';
import { queue } from '../models/queue.ts';
import type { QueueInput, QueueOutput } from '../models/queue.ts';
import { set } from '../models/set.ts';
import type { SetInput, SetOutput } from '../models/set.ts';
import { stack } from '../models/stack.ts';
import type { StackInput, StackOutput } from '../models/stack.ts';
import type { Value } from '../models/cell.ts';
import { cellSpecs } from './__cell-specs.ts';
import { sameList, spoilList } from './__spec.ts';
import type { Spec } from './__spec.ts';

const counterSpec: Spec<number, CounterInput, CounterOutput> = {
  name: counter.name,
  model: counter,
  initial: 0,
  apply: (count, input) => (input.f === 'add' ? [count + input.value, null] : [count, count]),
  agrees: (answer, recorded) => answer === recorded,
  ask({ rng, key, habit }) {
    if (rng.chance(0.45)) return { f: 'read', key };
    if (habit < 0.4) return { f: 'add', key, value: 1 };
    if (habit < 0.5) return { f: 'add', key, value: -3 };
    return { f: 'add', key, value: habit < 0.7 ? 1 + rng.below(3) : rng.below(6) - 2 };
  },
  record: (answer) => answer,
  lie: ({ rng }, _input, recorded) => (recorded === null ? null : recorded + rng.pick([-2, -1, 1, 3])),
};

const setSpec: Spec<readonly Value[], SetInput, SetOutput> = {
  name: set.name,
  model: set,
  initial: [],
  apply(values, input) {
    if (input.f === 'read') return [values, values];
    const present = values.includes(input.value);
    switch (input.f) {
      case 'contains':
        return [values, present];
      case 'add':
        return present ? [values, false] : [values.concat(input.value), true];
      case 'remove':
        return [values.filter((value) => value !== input.value), present];
    }
  },
  agrees(answer, recorded) {
    if (typeof answer === 'boolean') return recorded === null || recorded === answer;
    if (!isList(answer) || !isList(recorded)) return false;
    return sameList(sorted(answer), sorted(recorded));
  },
  ask({ rng, key, habit, fresh, seen }) {
    if (habit < 0.5 && rng.chance(0.4)) return { f: 'read', key };
    // Some clients only add, and always something new; others all look at the same value.
    if (habit < 0.25) return { f: 'add', key, value: fresh() };
    const f = rng.pick(['add', 'add', 'remove', 'contains'] as const);
    if (f === 'add') return { f, key, value: rng.chance(0.8) ? fresh() : seen() };
    return { f, key, value: habit > 0.75 ? 1 : seen() };
  },
  record: (answer, rng) => (typeof answer === 'boolean' && rng.chance(0.1) ? null : answer),
  lie(draw, input, recorded) {
    if (input.f !== 'read') return recorded !== true;
    const { rng, seen } = draw;
    const values = recorded as readonly Value[];
    // What was there before what is there now is lost.
    if (rng.chance(0.3)) return values.slice(1);
    if (rng.chance(0.4)) return spoilList(values, draw);
    return Array.from({ length: 1 + rng.below(2) }, seen);
  },
};

function isList(output: SetOutput): output is readonly Value[] {
  return Array.isArray(output);
}

function sorted(values: readonly Value[]): Value[] {
  return [...values].sort();
}

const queueSpec: Spec<readonly Value[], QueueInput, QueueOutput> = {
  name: queue.name,
  model: queue,
  initial: [],
  apply(values, input) {
    if (input.f === 'enqueue') return [[...values, input.value], null];
    return [values.slice(1), values[0] ?? null];
  },
  agrees: (answer, recorded) => answer === recorded,
  ask({ rng, key, habit, fresh }) {
    return rng.chance(0.35 + habit * 0.3) ? { f: 'dequeue', key } : { f: 'enqueue', key, value: fresh() };
  },
  record: (answer) => answer,
  lie: ({ rng, seen }, input) => (input.f === 'enqueue' || rng.chance(0.3) ? null : seen()),
};

const stackSpec: Spec<readonly Value[], StackInput, StackOutput> = {
  name: stack.name,
  model: stack,
  initial: [],
  apply(values, input) {
    if (input.f === 'push') return [[...values, input.value], null];
    return [values.slice(0, -1), values.at(-1) ?? null];
  },
  agrees: (answer, recorded) => answer === recorded,
  ask({ rng, key, habit, fresh }) {
    return rng.chance(0.35 + habit * 0.3) ? { f: 'pop', key } : { f: 'push', key, value: fresh() };
  },
  record: (answer) => answer,
  lie: ({ rng, seen }, input) => (input.f === 'push' || rng.chance(0.3) ? null : seen()),
};

const mutexSpec: Spec<Value | null, MutexInput, MutexOutput> = {
  name: mutex.name,
  model: mutex,
  initial: null,
  apply(holder, { f, owner }) {
    if (f === 'acquire') return holder === null ? [owner, true] : [holder, false];
    return holder === owner ? [null, true] : [holder, false];
  },
  agrees: (answer, recorded) => answer === recorded,
  ask({ rng, key, habit, process }, holder) {
    const owner = habit < 0.6 || rng.chance(0.5) ? process : 1 + rng.below(3);
    const f = rng.chance(holder === owner ? 0.8 : 0.15) ? 'release' : 'acquire';
    return { f, key, owner };
  },
  record: (answer) => answer,
  lie: (_draw, _input, recorded) => !recorded,
};

const listSpec: Spec<readonly Value[], ListInput, ListOutput> = {
  name: listAppend.name,
  model: listAppend,
  initial: [],
  apply: (values, input) => (input.f === 'append' ? [[...values, input.value], null] : [values, values]),
  agrees: (answer, recorded) =>
    answer === null || recorded === null ? answer === recorded : sameList(answer, recorded),
  ask({ rng, key, fresh }) {
    return rng.chance(0.5) ? { f: 'read', key } : { f: 'append', key, value: fresh() };
  },
  record: (answer) => answer,
  lie: (draw, _input, recorded) => (recorded === null ? null : spoilList(recorded, draw)),
};

/** Types of its own for each; whoever takes them all cannot tell. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnySpec = Spec<any, any, any>;

/** Every built-in model, and what its clients do. */
export const specs: readonly AnySpec[] = [
  ...cellSpecs,
  counterSpec,
  setSpec,
  queueSpec,
  stackSpec,
  mutexSpec,
  listSpec,
];
