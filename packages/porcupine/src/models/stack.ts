import { explainStack } from '../explain/reasons/stack.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { HistoryCodec } from '../history/history.ts';
import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { CellKey, Value } from './cell.ts';
import { equalChains, extend, hashChain, toArray } from './chain.ts';
import type { Chain } from './chain.ts';
import { effectOf } from './effect.ts';
import { readFound, readFunction, readKey, readValue } from './codec.ts';
import { partitionByKey } from './partition-by-key.ts';
import { describeValue, describeValues } from './words.ts';

export type StackInput =
  | { readonly f: 'push'; readonly key: CellKey; readonly value: Value }
  | { readonly f: 'pop'; readonly key: CellKey };

/** What was popped, `null` if the stack was empty; `null` of a push. */
export type StackOutput = Value | null;

/** Last in, first out: `push`, and `pop`, which answers `null` when there is nothing. */
export const stack: Model<Chain | null, StackInput, StackOutput> & HistoryCodec<StackInput, StackOutput> = {
  name: 'stack',
  init: () => null,
  step(state, input, output) {
    if (input.f === 'push') return extend(state, input.value);
    if (output !== undefined && output !== (state?.last ?? null)) return ILLEGAL;
    return state?.rest ?? null;
  },
  equal: equalChains,
  hash: hashChain,
  partition: partitionByKey,
  describe(input, output) {
    if (input.f === 'push') return `push ${describeValue(input.value)}`;
    if (output === undefined) return 'pop -> unknown';
    return `pop -> ${output === null ? 'empty' : describeValue(output)}`;
  },
  describeState: (state) => describeValues(toArray(state), '[', ']'),
  hints: {
    readOnly: (input, output) => input.f === 'pop' && output === null,
    effect: (input, output) => (input.f === 'push' ? effectOf('', input.value) : effectOf(output)),
  },
  explain: explainStack,
  readInput(invocation: HistoryEvent): StackInput {
    const f = readFunction<StackInput['f']>({ push: 'push', pop: 'pop' }, invocation);
    const key = readKey(invocation);
    return f === 'pop' ? { f, key } : { f, key, value: readValue(invocation) };
  },
  readOutput: (input, completion) => (input.f === 'push' ? null : readFound(completion)),
};
