import type { Reason, Violation } from '../../model.ts';
import type { MutexInput, MutexOutput } from '../../models/mutex.ts';
import { describeValue } from '../../models/words.ts';
import type { Operation } from '../../operation.ts';
import { isBefore, mayPrecede, nameOperation, onKey } from './words.ts';

type MutexViolation = Violation<MutexInput, MutexOutput>;
type MutexOperation = Operation<MutexInput, MutexOutput>;

export function explainMutex(violation: MutexViolation): Reason | undefined {
  for (const culprit of [violation.culprit, ...violation.core]) {
    const reason =
      heldTwice(violation, culprit) ??
      releasedByNobody(violation, culprit) ??
      refusedForNothing(violation, culprit);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Taken twice, and in neither order can it have been given back in between. */
function heldTwice({ key, operations }: MutexViolation, taking: MutexOperation): Reason | undefined {
  const isTaken = ({ input, output }: MutexOperation) => input.f === 'acquire' && output === true;
  if (!isTaken(taking)) return undefined;
  const other = operations.find(
    (each) =>
      each !== taking &&
      isTaken(each) &&
      !mayFollow(operations, each, taking) &&
      !mayFollow(operations, taking, each),
  );
  if (other === undefined) return undefined;
  const sentence =
    `${name(taking)}${onKey(key)} and ${name(other)} both succeeded, ` +
    'although the lock cannot have been released in between';
  return { kind: 'double-acquire', sentence };
}

/** Whether the second one can have taken the lock after the first one, and after it was given back. */
function mayFollow(
  operations: readonly MutexOperation[],
  first: MutexOperation,
  second: MutexOperation,
): boolean {
  if (isBefore(second, first)) return false;
  return operations.some(
    (other) => isRelease(other, first.input.owner) && other.return >= first.call && mayPrecede(other, second),
  );
}

/** Given back by one that cannot have had it. */
function releasedByNobody({ key, operations }: MutexViolation, release: MutexOperation): Reason | undefined {
  const { f, owner } = release.input;
  if (f !== 'release' || release.output !== true) return undefined;
  const acquires = operations.filter((other) => isAcquire(other, owner) && mayPrecede(other, release));
  const releases = operations.filter((other) => isRelease(other, owner) && isBefore(other, release));
  const certain = releases.filter(({ return: end }) => end !== Infinity);
  if (acquires.length > certain.length) return undefined;
  const why =
    acquires.length === 0
      ? `${describeValue(owner)} had never acquired the lock`
      : `${describeValue(owner)} had released the lock as often as it had acquired it`;
  return { kind: 'wrong-release', sentence: `${name(release)}${onKey(key)} succeeded, but ${why}` };
}

/** Refused, although nobody else can have had it. */
function refusedForNothing({ key, operations }: MutexViolation, refused: MutexOperation): Reason | undefined {
  if (refused.output !== false) return undefined;
  const { f, owner } = refused.input;
  if (f === 'release') return refusedRelease(operations, refused, key);
  const holders = operations.filter(
    (other) => other.input.f === 'acquire' && other.output !== false && mayPrecede(other, refused),
  );
  const mayHold = holders.some(
    (holder) =>
      !operations.some(
        (other) =>
          isRelease(other, holder.input.owner) &&
          other.return !== Infinity &&
          isBefore(holder, other) &&
          isBefore(other, refused),
      ),
  );
  if (mayHold) return undefined;
  const sentence = `${name(refused)}${onKey(key)} was refused to ${describeValue(owner)}, but nobody can have held the lock then`;
  return { kind: 'wrong-refusal', sentence };
}

function refusedRelease(
  operations: readonly MutexOperation[],
  refused: MutexOperation,
  key: MutexViolation['key'],
): Reason | undefined {
  const { owner } = refused.input;
  const holding = operations.find(
    (other) =>
      isAcquire(other, owner) &&
      other.output === true &&
      isBefore(other, refused) &&
      !operations.some(
        (release) =>
          isRelease(release, owner) && release.return >= other.call && mayPrecede(release, refused),
      ),
  );
  if (holding === undefined) return undefined;
  const sentence =
    `${name(refused)}${onKey(key)} was refused, but ${name(holding)} had succeeded before it began ` +
    'and the lock was not released since';
  return { kind: 'wrong-refusal', sentence };
}

function isAcquire({ input, output }: MutexOperation, owner: MutexInput['owner']): boolean {
  return input.f === 'acquire' && input.owner === owner && output !== false;
}

function isRelease({ input, output }: MutexOperation, owner: MutexInput['owner']): boolean {
  return input.f === 'release' && input.owner === owner && output !== false;
}

function name(operation: MutexOperation): string {
  return nameOperation(operation, `${operation.input.f} by ${describeValue(operation.input.owner)}`);
}
