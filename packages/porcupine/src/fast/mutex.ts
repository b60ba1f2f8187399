import type { MutexInput, MutexOutput } from '../models/mutex.ts';
import { groupBy } from '../models/partition-by-key.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import type { FastOutcome, FastPath } from './fast-path.ts';
import { sortByCall } from './sort.ts';
import { orderZones } from './zones.ts';

type MutexOperation = Operation<MutexInput, MutexOutput>;
type Outcome = FastOutcome<MutexInput, MutexOutput>;

/**
 * Locks whose owners do one thing after the other: each time that one is held is a zone in which no other may
 * be, as the values of a register are (Gibbons and Korach 1997). Not for refusals. See SOUNDNESS.md.
 */
export const sequentialOwners: FastPath<MutexInput, MutexOutput> = {
  method: 'mutex',
  bytesPerOperation: 160,
  *decide(operations) {
    const sorted = Array.from(sortByCall(operations), (position) => operations[position]!);
    if (sorted.some((operation) => operation.output !== true && !isOptional(operation))) return undefined;
    const holds: Hold[] = [];
    yield;
    for (const own of groupBy(sorted, ({ input }) => input.owner).values()) {
      if (!isSequential(own)) return undefined;
      const witness = collectHolds(own, holds);
      if (witness !== undefined) return { verdict: 'invalid', witness };
    }
    yield;
    return order(holds);
  },
};

/** From an `acquire` to the next `release` by the same owner. */
interface Hold {
  readonly acquire: MutexOperation;
  release: MutexOperation | undefined;
}

/** Whether one ends before the next begins; then only the last may be of unknown outcome. */
function isSequential(own: readonly MutexOperation[]): boolean {
  return own.every((operation, i) => i === 0 || own[i - 1]!.return < operation.call);
}

/** @returns operations that cannot be ordered, if the owner takes what it holds or gives what it does not. */
function collectHolds(own: readonly MutexOperation[], holds: Hold[]): readonly MutexOperation[] | undefined {
  let last: Hold | undefined;
  for (const [i, operation] of own.entries()) {
    const isHeld = last !== undefined && last.release === undefined;
    if (isHeld === (operation.input.f === 'release')) {
      if (last !== undefined && isHeld) last.release = operation;
      // What is not known to have taken the lock need not have.
      else if (!isOptional(operation)) holds.push((last = { acquire: operation, release: undefined }));
    } else if (!isOptional(operation)) return own.slice(Math.max(0, i - (isHeld ? 1 : 2)), i + 1);
  }
  return undefined;
}

function order(holds: readonly Hold[]): Outcome {
  const ordered = orderZones({
    firstReturn: Float64Array.from(holds, ({ acquire }) => acquire.return),
    lastCall: Float64Array.from(holds, ({ release }) => release?.call ?? Infinity),
  });
  const of = ({ acquire, release }: Hold) => (release === undefined ? [acquire] : [acquire, release]);
  if ('conflict' in ordered) {
    return { verdict: 'invalid', witness: ordered.conflict.flatMap((hold) => of(holds[hold]!)) };
  }
  const sequence = Array.from(ordered.order, (hold) => of(holds[hold]!)).flat();
  return { verdict: 'valid', order: sequence.map(({ id }) => id) };
}
