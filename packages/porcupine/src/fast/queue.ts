import type { Value } from '../models/cell.ts';
import type { QueueInput, QueueOutput } from '../models/queue.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { STRIDE } from './fast-path.ts';
import type { FastOutcome, FastPath } from './fast-path.ts';
import { Gaps } from './gaps.ts';
import { findOvertaking, orderPassages } from './passages.ts';
import type { Passages } from './passages.ts';

type QueueOperation = Operation<QueueInput, QueueOutput>;
type Outcome = FastOutcome<QueueInput, QueueOutput>;

/**
 * Queues to which every value is added at most once (Henzinger, Sezgin and Vafeiadis 2013; Bouajjani, Emmi, Enea
 * and Hamza 2015). See SOUNDNESS.md.
 */
export const uniqueQueue: FastPath<QueueInput, QueueOutput> = {
  method: 'queue',
  bytesPerOperation: 256,
  *decide(operations) {
    const items = new Map<Value, Item>();
    for (const operation of operations) {
      if (operation.input.f !== 'enqueue') continue;
      if (items.has(operation.input.value)) return undefined;
      items.set(operation.input.value, { enqueue: operation, dequeue: undefined });
    }
    const empties: QueueOperation[] = [];
    let isSomeLost = false;
    for (const [i, operation] of operations.entries()) {
      if (i % STRIDE === 0) yield;
      const { input, output } = operation;
      if (input.f === 'enqueue') continue;
      if (isOptional(operation)) {
        // It may have taken what would otherwise still be there: that is for the search to find out.
        isSomeLost = true;
      } else if (output === undefined) return undefined;
      else if (output === null) empties.push(operation);
      else {
        const item = items.get(output);
        const witness = item === undefined ? [operation] : refuse(item, operation);
        if (witness !== undefined) return isSomeLost ? undefined : { verdict: 'invalid', witness };
        item!.dequeue = operation;
      }
    }
    const outcome = yield* decide([...items.values()].filter(isThere), empties);
    return outcome.verdict === 'invalid' && isSomeLost ? undefined : outcome;
  },
};

interface Item {
  readonly enqueue: QueueOperation;
  dequeue: QueueOperation | undefined;
}

/** An item of unknown fate that nobody took can as well be left out: nothing that was taken came after it. */
function isThere({ enqueue, dequeue }: Item): boolean {
  return !isOptional(enqueue) || dequeue !== undefined;
}

function refuse(item: Item, dequeue: QueueOperation): QueueOperation[] | undefined {
  if (item.dequeue !== undefined) return [item.enqueue, item.dequeue, dequeue];
  return dequeue.return < item.enqueue.call ? [item.enqueue, dequeue] : undefined;
}

function* decide(items: readonly Item[], empties: readonly QueueOperation[]): Generator<void, Outcome> {
  const witness = (found: readonly number[]) => found.flatMap((i) => operationsOf(items[i]!));
  const passages = passagesOf(items);
  yield;
  const overtaking = findOvertaking(passages);
  if (overtaking !== undefined) return { verdict: 'invalid', witness: witness(overtaking) };
  yield;
  const gaps = new Gaps({ from: passages.enterBy, to: passages.leaveFrom });
  const points: number[] = [];
  for (const empty of empties) {
    const point = gaps.next(empty.call);
    if (point > empty.return) {
      return { verdict: 'invalid', witness: [empty, ...witness(gaps.cover(empty.call, empty.return))] };
    }
    points.push(point);
  }
  yield;
  return { verdict: 'valid', order: arrange(items, empties, withPoints(passages, points)) };
}

function operationsOf({ enqueue, dequeue }: Item): QueueOperation[] {
  return dequeue === undefined ? [enqueue] : [enqueue, dequeue];
}

/** When items may come and go; neither can go before it came, so each end bounds the other. */
function passagesOf(items: readonly Item[]): Passages {
  const passages: Passages = {
    enterFrom: new Float64Array(items.length),
    enterBy: new Float64Array(items.length),
    leaveFrom: new Float64Array(items.length).fill(Infinity),
    leaveBy: new Float64Array(items.length).fill(Infinity),
  };
  for (const [i, { enqueue, dequeue }] of items.entries()) {
    passages.enterFrom[i] = enqueue.call;
    passages.enterBy[i] = enqueue.return;
    if (dequeue === undefined) continue;
    passages.enterBy[i] = Math.min(enqueue.return, dequeue.return);
    passages.leaveFrom[i] = Math.max(enqueue.call, dequeue.call);
    passages.leaveBy[i] = dequeue.return;
  }
  return passages;
}

/** A dequeue that found nothing, as something that comes and goes at one point. */
function withPoints(passages: Passages, points: readonly number[]): Passages {
  const extend = (bounds: Float64Array) => Float64Array.from([...bounds, ...points]);
  return {
    enterFrom: extend(passages.enterFrom),
    enterBy: extend(passages.enterBy),
    leaveFrom: extend(passages.leaveFrom),
    leaveBy: extend(passages.leaveBy),
  };
}

/** All operations in order: each enqueue and dequeue as early as those before it allow. */
function arrange(items: readonly Item[], empties: readonly QueueOperation[], passages: Passages): number[] {
  const order: number[] = [];
  const leaving: { readonly point: number; readonly id: number }[] = [];
  let left = 0;
  const leaveUntil = (point: number) => {
    while (left < leaving.length && leaving[left]!.point < point) order.push(leaving[left++]!.id);
  };
  let [enterPoint, leavePoint] = [-Infinity, -Infinity];
  for (const i of orderPassages(passages)) {
    enterPoint = Math.max(enterPoint, passages.enterFrom[i]!);
    const item = items[i];
    leaveUntil(item === undefined ? Infinity : enterPoint);
    if (item === undefined) order.push(empties[i - items.length]!.id);
    else order.push(item.enqueue.id);
    leavePoint = Math.max(leavePoint, passages.leaveFrom[i]!);
    if (item?.dequeue !== undefined) leaving.push({ point: leavePoint, id: item.dequeue.id });
  }
  leaveUntil(Infinity);
  return order;
}
