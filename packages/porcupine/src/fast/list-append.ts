import type { Value } from '../models/cell.ts';
import type { ListInput, ListOutput } from '../models/list-append.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { STRIDE } from './fast-path.ts';
import type { FastOutcome, FastPath } from './fast-path.ts';
import { sortByCall } from './sort.ts';
import { orderSteps } from './steps.ts';

type ListOperation = Operation<ListInput, ListOutput>;
type Outcome = FastOutcome<ListInput, ListOutput>;

/**
 * Lists to which every value is appended at most once: the longest value read tells the order of the appends
 * (Kingsbury and Alvaro 2020, *Elle*), and the length of any other where it belongs. See SOUNDNESS.md.
 */
export const listAppends: FastPath<ListInput, ListOutput> = {
  method: 'list-append',
  bytesPerOperation: 128,
  *decide(operations) {
    const appends = new Map<Value, ListOperation>();
    const reads: ListOperation[] = [];
    for (const [i, position] of sortByCall(operations).entries()) {
      if (i % STRIDE === 0) yield;
      const operation = operations[position]!;
      const { input, output } = operation;
      if (input.f === 'append') {
        if (appends.has(input.value)) return undefined;
        appends.set(input.value, operation);
      } else if (!isOptional(operation)) {
        if (output === undefined) return undefined;
        reads.push(operation);
      }
    }
    return yield* decide(appends, reads);
  },
};

function* decide(
  appends: ReadonlyMap<Value, ListOperation>,
  reads: readonly ListOperation[],
): Generator<void, Outcome> {
  const longest = reads.reduce<ListOperation | undefined>(
    (found, read) => (found === undefined || valuesOf(read).length > valuesOf(found).length ? read : found),
    undefined,
  );
  const list = longest === undefined ? [] : valuesOf(longest);
  for (const read of reads) {
    yield;
    if (isBeginning(valuesOf(read), list)) continue;
    return invalid(findFlaw(read, appends) ?? findFlaw(longest!, appends) ?? [read, longest!]);
  }
  const flaw = longest === undefined ? undefined : findFlaw(longest, appends);
  if (flaw !== undefined) return invalid(flaw);
  const inList = new Set(list);
  const byLength = Array.from(list, (): ListOperation[] => []);
  const first: ListOperation[] = [];
  for (const read of reads)
    (valuesOf(read).length === 0 ? first : byLength[valuesOf(read).length - 1]!).push(read);
  const unread = [...appends.values()].filter(
    (append) => !isOptional(append) && !inList.has(valueOf(append)),
  );
  const steps = [first, ...list.flatMap((value, i) => [[appends.get(value)!], byLength[i]!]), unread];
  const { order, overtaking } = orderSteps(steps);
  if (overtaking === undefined) return { verdict: 'valid', order };
  const [early, late] = overtaking;
  if (early.input.f === 'read' || late.input.f === 'read') return invalid(overtaking);
  // Only a read tells in which order two appends took effect; it may do without the one that was called last.
  return invalid(
    late.return < longest!.call && !inList.has(valueOf(late)) ? [late, longest!] : [early, late, longest!],
  );
}

/** What is wrong with a read on its own: a value that was never appended, or once only, or later. */
function findFlaw(
  read: ListOperation,
  appends: ReadonlyMap<Value, ListOperation>,
): readonly ListOperation[] | undefined {
  const values = valuesOf(read);
  if (new Set(values).size < values.length) return [read];
  const found = values.map((value) => appends.get(value));
  if (found.includes(undefined)) return [read];
  const later = found.find((append) => append!.call > read.return);
  return later === undefined ? undefined : [later, read];
}

function valueOf({ input }: ListOperation): Value {
  return (input as { value: Value }).value;
}

function valuesOf({ output }: ListOperation): readonly Value[] {
  return output as readonly Value[];
}

function isBeginning(values: readonly Value[], list: readonly Value[]): boolean {
  return values.every((value, i) => value === list[i]);
}

function invalid(witness: readonly ListOperation[]): Outcome {
  return { verdict: 'invalid', witness, isCore: true };
}
