import { ILLEGAL } from '../model.ts';
import type { Model, Partition } from '../model.ts';
import type { Operation } from '../operation.ts';

export interface SlowInput {
  readonly key: string;
  readonly value: number;
}

/** Every order of operations leads to a state of its own, and a negative value fits none: all are tried. */
export const slow: Model<string, SlowInput, null> = {
  name: 'slow',
  init: () => '',
  step: (state, { value }) => (value < 0 ? ILLEGAL : `${state}.${value}`),
  partition: byKey,
};

/** Throws at the value 13. */
export const broken: Model<number, SlowInput, null> = {
  name: 'broken',
  init: () => 0,
  step(state, { value }) {
    if (value === 13) throw new RangeError('unlucky');
    return state + value;
  },
  partition: byKey,
};

/** Never comes back from its first step. */
export const stuck: Model<number, SlowInput, null> = {
  name: 'stuck',
  init: () => 0,
  step() {
    for (;;);
  },
};

/** Ends the thread that it is in. */
export const leaving: Model<number, SlowInput, null> = {
  name: 'leaving',
  init: () => 0,
  step: () => process.exit(7),
};

/** Not a model. */
export const nothing = { name: 'nothing' };

type SlowOperation = Operation<SlowInput, null>;

function byKey(operations: readonly SlowOperation[]): Partition<SlowInput, null>[] {
  const keys = [...new Set(operations.map(({ input }) => input.key))];
  return keys.map((key) => ({ key, operations: operations.filter(({ input }) => input.key === key) }));
}

/** Operations that all overlap, one process each. */
export function overlapping(key: string, values: readonly number[], firstId = 0): SlowOperation[] {
  return values.map((value, i) => {
    const id = firstId + i;
    return { id, process: id, input: { key, value }, output: null, call: 0, return: 1 };
  });
}
