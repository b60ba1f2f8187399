import { explainListAppend } from '../explain/reasons/list-append.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { HistoryCodec } from '../history/history.ts';
import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { CellKey, Value } from './cell.ts';
import { equalChains, extend, hashChain, holds, mayBeBeginning, toArray } from './chain.ts';
import type { Chain } from './chain.ts';
import { effectOf } from './effect.ts';
import { readFunction, readKey, readList, readValue } from './codec.ts';
import { listAppends } from '../fast/list-append.ts';
import { partitionByKey } from './partition-by-key.ts';
import { describeValue, describeValues } from './words.ts';

export type ListInput =
  | { readonly f: 'append'; readonly key: CellKey; readonly value: Value }
  | { readonly f: 'read'; readonly key: CellKey };

/** All values in their order, of a read; `null` of an append. */
export type ListOutput = readonly Value[] | null;

/** Lists that only grow: `append`, and `read` of the whole list. */
export const listAppend: Model<Chain | null, ListInput, ListOutput> & HistoryCodec<ListInput, ListOutput> = {
  name: 'list-append',
  init: () => null,
  step(state, input, output) {
    if (input.f === 'append') return extend(state, input.value);
    return output === undefined || holds(state, output ?? []) ? state : ILLEGAL;
  },
  equal: equalChains,
  hash: hashChain,
  partition: partitionByKey,
  describe(input, output) {
    if (input.f === 'append') return `append ${describeValue(input.value)}`;
    return `read -> ${output === undefined ? 'unknown' : describeValues(output ?? [], '[', ']')}`;
  },
  describeState: (state) => describeValues(toArray(state), '[', ']'),
  hints: {
    readOnly: (input) => input.f === 'read',
    landsOn: () => undefined,
    mayLead: (state, input, output) =>
      input.f === 'append' || output === undefined || mayBeBeginning(state, output ?? []),
    effect: (input) => (input.f === 'append' ? effectOf(input.value) : undefined),
  },
  fastPaths: [listAppends],
  explain: explainListAppend,
  readInput(invocation: HistoryEvent): ListInput {
    const f = readFunction<ListInput['f']>({ append: 'append', read: 'read', r: 'read' }, invocation);
    const key = readKey(invocation);
    return f === 'read' ? { f, key } : { f, key, value: readValue(invocation) };
  },
  readOutput: (input, completion) => (input.f === 'append' ? null : readList(completion)),
};
