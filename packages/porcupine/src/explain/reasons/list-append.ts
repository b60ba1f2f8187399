import type { Reason, Violation } from '../../model.ts';
import type { Value } from '../../models/cell.ts';
import type { ListInput, ListOutput } from '../../models/list-append.ts';
import { describeValue, describeValues } from '../../models/words.ts';
import type { Operation } from '../../operation.ts';
import { isBefore, mayPrecede, nameOperation, onKey } from './words.ts';

type ListViolation = Violation<ListInput, ListOutput>;
type ListOperation = Operation<ListInput, ListOutput>;
type Appends = ReadonlyMap<Value, readonly ListOperation[]>;

/** The violation, with the appends of each value at hand. */
interface Case extends ListViolation {
  readonly appends: Appends;
  readonly failedAppends: Appends;
}

type Rule = (violation: Case, read: ListOperation) => Reason | undefined;

const RULES: readonly Rule[] = [neverAppended, tooOften, missing, outOfOrder, diverging, backwards];

export function explainListAppend(violation: ListViolation): Reason | undefined {
  const reads = violation.core.filter(isRead);
  const appends = indexAppends(violation.operations);
  const known: Case = { ...violation, appends, failedAppends: indexAppends(violation.failed) };
  for (const rule of RULES) {
    for (const read of reads) {
      const reason = rule(known, read);
      if (reason !== undefined) return reason;
    }
  }
  return undefined;
}

function neverAppended({ key, appends, failedAppends }: Case, read: ListOperation): Reason | undefined {
  for (const value of valuesOf(read)) {
    const sources = appends.get(value) ?? [];
    if (sources.some((source) => mayPrecede(source, read))) continue;
    const claim = `${nameRead(read)}${onKey(key)} saw ${describeValue(value)}`;
    const [later] = sources;
    if (later !== undefined) {
      return { kind: 'future-read', sentence: `${claim} before ${nameAppend(later)} began` };
    }
    const [refused] = failedAppends.get(value) ?? [];
    if (refused !== undefined) {
      const sentence = `${claim}, but only ${nameAppend(refused)} appended that, and it was reported as failed`;
      return { kind: 'dirty-read', sentence };
    }
    return { kind: 'phantom-value', sentence: `${claim}, which nothing had appended` };
  }
  return undefined;
}

function tooOften({ key, appends }: Case, read: ListOperation): Reason | undefined {
  const seen = countValues(valuesOf(read));
  for (const [value, times] of seen) {
    const sources = (appends.get(value) ?? []).filter((source) => mayPrecede(source, read));
    if (times <= sources.length) continue;
    const sentence =
      `${nameRead(read)}${onKey(key)} saw ${describeValue(value)} ${times} times, ` +
      `but it had been appended ${sources.length === 1 ? 'once' : `${sources.length} times`} at most`;
    return { kind: 'duplicate', sentence };
  }
  return undefined;
}

function missing({ key, appends }: Case, read: ListOperation): Reason | undefined {
  const seen = countValues(valuesOf(read));
  for (const [value, sources] of appends) {
    const certain = sources.filter((append) => isBefore(append, read));
    const [append] = certain;
    if (append === undefined || (seen.get(value) ?? 0) >= certain.length) continue;
    const sentence =
      `${nameRead(read)}${onKey(key)} returned ${show(read)}, but ${nameAppend(append)} ` +
      'had finished before it began and is missing';
    return { kind: 'lost-append', sentence };
  }
  return undefined;
}

/** A value before one whose append was over before its own began. */
function outOfOrder({ key, appends }: Case, read: ListOperation): Reason | undefined {
  const sources = valuesOf(read).map((value) => appends.get(value) ?? []);
  // The append with the earliest return, of those whose values come later in the list.
  let next: ListOperation | undefined;
  for (let i = sources.length - 1; i >= 0; i--) {
    const [append] = sources[i]!;
    if (append === undefined || sources[i]!.length > 1) continue;
    if (next !== undefined && isBefore(next, append)) {
      const sentence =
        `${nameRead(read)}${onKey(key)} returned ${show(read)}, but ${nameAppend(next)} ` +
        `had finished before ${nameAppend(append)} began`;
      return { kind: 'reordered', sentence };
    }
    if (next === undefined || append.return < next.return) next = append;
  }
  return undefined;
}

/** Two reads of which neither can grow into the other. */
function diverging({ key, core }: Case, read: ListOperation): Reason | undefined {
  const mine = valuesOf(read);
  for (const other of core.filter(isRead)) {
    const theirs = valuesOf(other);
    if (theirs.every((value, i) => i >= mine.length || value === mine[i])) continue;
    const sentence =
      `${nameRead(read)}${onKey(key)} returned ${show(read)} and ${nameRead(other)} returned ${show(other)}: ` +
      'neither list can grow into the other';
    return { kind: 'diverging-reads', sentence };
  }
  return undefined;
}

function backwards({ key, core }: Case, read: ListOperation): Reason | undefined {
  const earlier = core.find(
    (other) => isRead(other) && isBefore(other, read) && valuesOf(other).length > valuesOf(read).length,
  );
  if (earlier === undefined) return undefined;
  const sentence =
    `${nameRead(read)}${onKey(key)} returned ${show(read)}, but ${nameRead(earlier)} ` +
    `had returned ${show(earlier)} before it began`;
  return { kind: 'stale-read', sentence };
}

function isRead({ input, output }: ListOperation): boolean {
  return input.f === 'read' && output !== undefined;
}

function valuesOf({ output }: ListOperation): readonly Value[] {
  return output ?? [];
}

function indexAppends(operations: readonly ListOperation[]): Appends {
  const index = new Map<Value, ListOperation[]>();
  for (const operation of operations) {
    if (operation.input.f !== 'append') continue;
    const known = index.get(operation.input.value);
    if (known === undefined) index.set(operation.input.value, [operation]);
    else known.push(operation);
  }
  return index;
}

function countValues(values: readonly Value[]): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function show(read: ListOperation): string {
  return describeValues(valuesOf(read), '[', ']');
}

function nameRead(read: ListOperation): string {
  return nameOperation(read, 'read');
}

function nameAppend(append: ListOperation): string {
  return nameOperation(
    append,
    append.input.f === 'append' ? `append of ${describeValue(append.input.value)}` : 'append',
  );
}
