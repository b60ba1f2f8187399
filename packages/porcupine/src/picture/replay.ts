import { describeState } from '../explain/describe.ts';
import { ILLEGAL } from '../model.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import { clip } from './words.ts';
import type { Words } from './words.ts';

/** Says what the states of an order are: the one at first, then the one after each operation. */
export function replay<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  states: Words,
): number[] {
  let state = model.init();
  const numbers = [states.number(clip(describeState(model, state)))];
  for (const { id, input, output } of operations) {
    const after = model.step(state, input, output);
    if (after === ILLEGAL)
      throw new Error(`expected operation ${id} to be legal where it stands in an order`);
    // Most operations of most histories only look.
    numbers.push(after === state ? numbers.at(-1)! : states.number(clip(describeState(model, after))));
    state = after;
  }
  return numbers;
}
