import { ILLEGAL, stepModel } from '../model.ts';
import type { Model } from '../model.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import type { PartialLinearization } from '../result.ts';

/**
 * Replays an order that the search left, goes on with whatever is legal (the search turns back early), and
 * tells what blocks it in the end.
 */
export function describePartial<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  order: readonly number[],
): PartialLinearization {
  const linearized = new Set(order);
  const rest = new Map(
    [...operations]
      .sort((a, b) => a.call - b.call)
      .filter((operation) => !isOptional(operation) || linearized.has(operation.id))
      .map((operation) => [operation.id, operation]),
  );
  const placed: number[] = [];
  let state = model.init();
  const place = (operation: Operation<I, O>): boolean => {
    const after = stepModel(model, state, operation);
    if (after === ILLEGAL) return false;
    state = after;
    rest.delete(operation.id);
    placed.push(operation.id);
    return true;
  };
  for (const id of order) {
    const operation = rest.get(id);
    if (operation === undefined || !place(operation))
      throw new Error('a partial linearization must be legal');
  }
  for (;;) {
    const candidates = findCandidates(rest.values());
    if (!candidates.some(place)) {
      const describe = model.describeState?.bind(model) ?? String;
      return { order: placed, state: describe(state), blocked: candidates.map(({ id }) => id) };
    }
  }
}

/** @param operations completed, in order of their calls. */
function findCandidates<I, O>(operations: Iterable<Operation<I, O>>): Operation<I, O>[] {
  const candidates: Operation<I, O>[] = [];
  let deadline = Infinity;
  for (const operation of operations) {
    if (operation.call > deadline) break;
    deadline = Math.min(deadline, operation.return);
    candidates.push(operation);
  }
  return candidates.filter(({ call }) => call <= deadline);
}
