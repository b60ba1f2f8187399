import type { SetInput, SetOutput } from '../models/set.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { STRIDE } from './fast-path.ts';
import type { FastOutcome, FastPath } from './fast-path.ts';
import { sortByCall } from './sort.ts';

type SetOperation = Operation<SetInput, SetOutput>;
type Outcome = FastOutcome<SetInput, SetOutput>;

/**
 * One value that is added to a set once, and removed once at most: all that matters is when it may have come and
 * gone, which is from the latest point to the earliest that those allow who saw it. See SOUNDNESS.md.
 */
export const valueOnce: FastPath<SetInput, SetOutput> = {
  method: 'set',
  bytesPerOperation: 64,
  *decide(operations) {
    const history = sortOut(operations);
    if (operations.length > STRIDE) yield;
    return history === undefined ? undefined : decide(history);
  },
};

interface ValueHistory {
  readonly add: SetOperation | undefined;
  /** Completed ones that took it out. */
  readonly removes: readonly SetOperation[];
  /** Of unknown outcome; the one that was called first, as it can do what all others can. */
  readonly perhapsRemoved: SetOperation | undefined;
  /** Those that saw that it was there, and that it was not. */
  readonly present: readonly SetOperation[];
  readonly absent: readonly SetOperation[];
}

/** In order of calls; `undefined` if the history is not of the kind. */
function sortOut(operations: readonly SetOperation[]): ValueHistory | undefined {
  const [adds, removes, lost, present, absent]: SetOperation[][] = [[], [], [], [], []];
  for (const position of sortByCall(operations)) {
    const operation = operations[position]!;
    const { input, output } = operation;
    const [first] = operations;
    if (input.f === 'read' || first!.input.f === 'read' || input.value !== first!.input.value)
      return undefined;
    if (isOptional(operation)) {
      // What changes nothing need not have happened.
      if (output === false || input.f === 'contains') continue;
      (input.f === 'add' ? adds! : lost!).push(operation);
    } else if (output === false) (input.f === 'add' ? present! : absent!).push(operation);
    else if (input.f === 'add' && output !== undefined) adds!.push(operation);
    else if (output === true) (input.f === 'contains' ? present! : removes!).push(operation);
    else return undefined;
  }
  if (adds!.length > 1) return undefined;
  return {
    add: adds![0],
    removes: removes!,
    perhapsRemoved: lost![0],
    present: present!,
    absent: absent!,
  };
}

function decide({ add, removes, perhapsRemoved, present, absent }: ValueHistory): Outcome {
  const seen = [...removes, ...present];
  if (add === undefined && seen.length > 0) return invalid([seen[0]!]);
  if (add === undefined || (isOptional(add) && seen.length === 0)) return valid(absent);
  if (removes.length > 1) return invalid([add, ...removes.slice(0, 2)]);
  const come = firstReturning([add, ...seen]);
  if (come.return < add.call) return invalid([add, come]);
  const stay = { add, come, present, absent };
  const [remove] = removes;
  if (remove !== undefined) return leave(stay, remove);
  const stayed = leave(stay, undefined);
  return stayed.verdict === 'valid' || perhapsRemoved === undefined ? stayed : leave(stay, perhapsRemoved);
}

interface Stay {
  readonly add: SetOperation;
  /** By whose return the value must have come. */
  readonly come: SetOperation;
  readonly present: readonly SetOperation[];
  readonly absent: readonly SetOperation[];
}

/** Lets the value come as late as can be, and go as early as can be. */
function leave({ add, come, present, absent }: Stay, remove: SetOperation | undefined): Outcome {
  const comes = come.return;
  const last = lastCalled([add, ...present, ...(remove === undefined ? [] : [remove])]);
  if (remove !== undefined && remove.return < last.call) return invalid([add, remove, last]);
  const goes = remove === undefined ? Infinity : Math.max(comes, last.call);
  const isBefore = ({ call }: SetOperation) => call <= comes;
  const torn = absent.find((operation) => !isBefore(operation) && operation.return < goes);
  if (torn !== undefined) {
    return invalid([add, come, torn, ...(remove === undefined ? [] : [remove, last])]);
  }
  return valid([
    ...absent.filter(isBefore),
    add,
    ...present,
    ...(remove === undefined ? [] : [remove]),
    ...absent.filter((operation) => !isBefore(operation)),
  ]);
}

function firstReturning(operations: readonly SetOperation[]): SetOperation {
  return operations.reduce((first, operation) => (operation.return < first.return ? operation : first));
}

function lastCalled(operations: readonly SetOperation[]): SetOperation {
  return operations.reduce((last, operation) => (operation.call > last.call ? operation : last));
}

function valid(operations: readonly SetOperation[]): Outcome {
  return { verdict: 'valid', order: operations.map(({ id }) => id) };
}

function invalid(witness: readonly SetOperation[]): Outcome {
  return { verdict: 'invalid', witness: [...new Set(witness)] };
}
