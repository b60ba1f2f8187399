import type { HistoryCodec } from '../history/history.ts';
import type { Model } from '../model.ts';
import type { CellKey } from '../models/cell.ts';
import { partitionByKey } from '../models/partition-by-key.ts';
import type { Operation } from '../operation.ts';
import type { Verdict } from '../result.ts';
import { createChecker } from '../stream/checker.ts';
import type { StreamOptions } from '../stream/checker.ts';
import type { RandomHistory } from './__clients.ts';

type Keyed = { readonly key: CellKey };

/** Events that hold inputs and outputs as they are. */
const codec: HistoryCodec<never, never> = {
  readInput: ({ fields }) => fields['input'] as never,
  readOutput: (_input, { fields }) => fields['output'] as never,
};

/** Checks the history event by event. */
export function stream<S, I, O>(
  model: Model<S, I, O>,
  history: RandomHistory<I, O>,
  options: StreamOptions,
): { verdict: Verdict } {
  // Whether the values of a set can be told apart, only the whole history knows.
  const partition = partitionByKey as unknown as NonNullable<Model<S, I, O>['partition']>;
  const checker = createChecker<S, I, O>({ ...model, ...codec, partition }, options);
  for (const event of eventsOf(history as RandomHistory<Keyed, unknown>)) checker.add(event);
  const { verdict } = checker.finish();
  return { verdict };
}

function eventsOf({ operations, failed, seed }: RandomHistory<Keyed, unknown>): object[] {
  const events = [
    ...operations.flatMap((operation) => [invoke(operation), ...completionOf(operation, seed)]),
    ...failed.flatMap((operation) => [invoke(operation), { ...complete(operation), type: 'fail' }]),
  ];
  // At equal times calls come first, as intervals are closed.
  return events.sort((a, b) => a.at - b.at || a.rank - b.rank);
}

function invoke({ id, input, call }: Operation<Keyed, unknown>) {
  return { at: call, rank: 0, process: id, f: 'any', type: 'invoke', input };
}

function complete({ id, output, return: end }: Operation<Keyed, unknown>) {
  return { at: end, rank: 1, process: id, f: 'any', type: 'ok', output };
}

/** Of unknown outcomes some are told of as unknown, after a while. */
function completionOf(operation: Operation<Keyed, unknown>, seed: number) {
  if (operation.return !== Infinity) return [complete(operation)];
  const patience = (seed + operation.id) % 12;
  return patience > 7 ? [] : [{ ...complete(operation), at: operation.call + patience, type: 'info' }];
}
