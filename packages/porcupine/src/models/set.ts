import { growingSet } from '../fast/set-reads.ts';
import { valueOnce } from '../fast/set-value.ts';
import { explainSet } from '../explain/reasons/set.ts';
import { problem, show } from '../history/event.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { HistoryCodec } from '../history/history.ts';
import { ILLEGAL } from '../model.ts';
import type { Illegal, Model, Partition } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { CellKey, Value } from './cell.ts';
import { readAnswer, readFunction, readKey, readList, readValue } from './codec.ts';
import { effectOf } from './effect.ts';
import { hashValue } from './hash.ts';
import { groupBy, partitionByKey } from './partition-by-key.ts';
import { describeValue, describeValues } from './words.ts';

export type SetInput =
  | { readonly f: 'add' | 'remove' | 'contains'; readonly key: CellKey; readonly value: Value }
  | { readonly f: 'read'; readonly key: CellKey };

/**
 * Of `contains`: whether the value was there. Of `add` and `remove`: whether they changed anything; `null` where
 * that was not recorded. Of `read`: all values, in any order.
 */
export type SetOutput = boolean | null | readonly Value[];

export interface SetState {
  readonly values: ReadonlySet<Value>;
  readonly hash: number;
}

/** Sets with `add`, `remove`, `contains`, and `read`, which answers all that is in the set. */
export const set: Model<SetState, SetInput, SetOutput> & HistoryCodec<SetInput, SetOutput> = {
  name: 'set',
  init: () => ({ values: new Set(), hash: 0 }),
  step,
  equal: (a, b) => a === b || (a.hash === b.hash && holdsAll(a.values, [...b.values])),
  hash: ({ hash }) => hash,
  partition,
  describe,
  describeState: ({ values }) => describeValues([...values], '{', '}'),
  hints: {
    readOnly: (input, output) => input.f === 'read' || input.f === 'contains' || output === false,
    effect: (input, output) => (input.f === 'read' ? undefined : effectOf(input.f, input.value, output)),
  },
  explain: explainSet,
  fastPaths: [valueOnce, growingSet],
  readInput,
  readOutput,
};

function step(state: SetState, input: SetInput, output: SetOutput | undefined): SetState | Illegal {
  if (input.f === 'read') {
    return output === undefined || holdsAll(state.values, output as readonly Value[]) ? state : ILLEGAL;
  }
  const { value } = input;
  const present = state.values.has(value);
  if (typeof output === 'boolean' && output !== (input.f === 'add' ? !present : present)) return ILLEGAL;
  if (input.f === 'contains' || present === (input.f === 'add')) return state;
  const values = new Set(state.values);
  if (present) values.delete(value);
  else values.add(value);
  return { values, hash: state.hash ^ hashValue(value) };
}

/** Whether the others are just these values, each once. */
function holdsAll(values: ReadonlySet<Value>, others: readonly Value[]): boolean {
  if (values.size !== others.length || new Set(others).size !== others.length) return false;
  return others.every((value) => values.has(value));
}

/**
 * Values know nothing of one another: where nobody reads a whole set, each value of it is checked on its own.
 */
function partition(
  operations: readonly Operation<SetInput, SetOutput>[],
): readonly Partition<SetInput, SetOutput>[] {
  return partitionByKey(operations).flatMap(({ key, operations: group }) => {
    if (group.some(({ input }) => input.f === 'read')) return [{ key, operations: group }];
    const byValue = groupBy(group, ({ input }) => (input.f === 'read' ? null : input.value));
    return [...byValue].map(([value, part]) => ({
      key: key === null ? value : `${key}: ${describeValue(value ?? '')}`,
      operations: part,
    }));
  });
}

function describe(input: SetInput, output: SetOutput | undefined): string {
  const request = input.f === 'read' ? 'read' : `${input.f} ${describeValue(input.value)}`;
  if (output === undefined) return `${request} -> unknown`;
  if (input.f === 'read') return `read -> ${describeValues(output as readonly Value[], '{', '}')}`;
  if (output === null) return request;
  if (input.f === 'contains') return `${request} -> ${output === true ? 'yes' : 'no'}`;
  const refusal = input.f === 'add' ? 'was there already' : 'was not there';
  return `${request} -> ${output === true ? 'done' : refusal}`;
}

const FUNCTIONS = { add: 'add', remove: 'remove', contains: 'contains', read: 'read', get: 'read' } as const;

function readInput(invocation: HistoryEvent): SetInput {
  const f = readFunction<SetInput['f']>(FUNCTIONS, invocation);
  const key = readKey(invocation);
  return f === 'read' ? { f, key } : { f, key, value: readValue(invocation) };
}

function readOutput(input: SetInput, completion: HistoryEvent): SetOutput {
  if (input.f === 'read') return readList(completion);
  const answer = readAnswer(completion);
  if (input.f !== 'contains' || answer !== null) return answer;
  const found = show(completion.fields.value);
  throw problem(completion, 'INVALID_VALUE', 'the answer of a contains: true or false', found);
}
