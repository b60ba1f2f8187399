import { ILLEGAL } from '../model.ts';
import type { Model, ModelHints } from '../model.ts';
import type { Operation } from '../operation.ts';

/** Stands for an answer that nobody saw, of an operation that must change the state. */
const FORCED: unique symbol = Symbol('forced');

type Forceable<O> = O | typeof FORCED;

/** An operation of unknown outcome that must take effect by then. */
export function force<I, O>(operation: Operation<I, O>, deadline: number): Operation<I, Forceable<O>> {
  return { ...operation, output: FORCED, return: deadline };
}

/** The model, for histories in which some operations are forced. */
export function forceable<S, I, O>(model: Model<S, I, O>): Model<S, I, Forceable<O>> {
  const isSame = model.equal?.bind(model) ?? Object.is;
  return {
    name: model.name,
    init: () => model.init(),
    step: (state, input, output) => {
      const after = model.step(state, input, known(output));
      return output === FORCED && after !== ILLEGAL && isSame(state, after) ? ILLEGAL : after;
    },
    ...(model.equal === undefined ? {} : { equal: model.equal.bind(model) }),
    ...(model.hash === undefined ? {} : { hash: model.hash.bind(model) }),
    ...(model.hints === undefined ? {} : { hints: forceableHints(model.hints) }),
  };
}

function forceableHints<S, I, O>(hints: ModelHints<S, I, O>): ModelHints<S, I, Forceable<O>> {
  const readOnly = hints.readOnly?.bind(hints);
  const landsOn = hints.landsOn?.bind(hints);
  const mayLead = hints.mayLead?.bind(hints);
  const abstraction = hints.abstraction?.bind(hints);
  return {
    ...(readOnly && { readOnly: (input, output) => output !== FORCED && readOnly(input, output) }),
    ...(landsOn && { landsOn: (input, output) => landsOn(input, known(output)) }),
    ...(mayLead && { mayLead: (state, input, output) => mayLead(state, input, known(output)) }),
    ...(abstraction && {
      abstraction: (operations) =>
        abstraction(operations.map((operation) => ({ ...operation, output: known(operation.output) }))),
    }),
  };
}

function known<O>(output: Forceable<O> | undefined): O | undefined {
  return output === FORCED ? undefined : output;
}
