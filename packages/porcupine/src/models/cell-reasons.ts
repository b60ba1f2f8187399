import type { Reason, Violation } from '../model.ts';
import { isRefused, neededState } from './cell.ts';
import type { CellInput, CellOutput, CellState, Value } from './cell.ts';
import { describeState, nameOperation, sight } from './words.ts';
import type { CellOperation } from './words.ts';

type CellViolation = Violation<CellInput, CellOutput>;
type Rule = (violation: CellViolation, others: readonly CellOperation[]) => Reason | undefined;

const RULES: readonly Rule[] = [
  neverWritten,
  notYetWritten,
  lostUpdate,
  wrongRefusal,
  lostAppend,
  divergingReads,
  staleRead,
];

/** Names the violations that tests of stores know, from the smallest set of operations that shows them. */
export function explainCell(violation: CellViolation): Reason | undefined {
  const others = violation.core.filter(({ id }) => id !== violation.culprit.id);
  for (const rule of RULES) {
    const reason = rule(violation, others);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Values that nothing can have written by then. */
function neverWritten({ key, culprit, failed, operations }: CellViolation, others: readonly CellOperation[]) {
  const seen = neededState(culprit.input, culprit.output);
  if (others.length > 0 || seen === undefined) return undefined;
  const claim = `${nameOperation(culprit)}${onKey(key)} ${sight(culprit)}`;
  if (isOverruled(culprit)) return { kind: 'contradiction', sentence: `${claim}, which is what it expected` };
  const later = operations.find((operation) => operation.call > culprit.return && writes(operation, seen));
  if (later !== undefined) return notYetWritten({ key, culprit }, [later]);
  const source = failed.find((operation) => writes(operation, seen));
  if (source !== undefined) {
    const sentence = `${claim}, but only ${nameOperation(source)} wrote that, and it was reported as failed`;
    return { kind: 'dirty-read', sentence };
  }
  return { kind: 'phantom-value', sentence: `${claim}, but nothing written by then leads to that` };
}

function notYetWritten(
  { key, culprit }: Pick<CellViolation, 'key' | 'culprit'>,
  others: readonly CellOperation[],
) {
  const seen = neededState(culprit.input, culprit.output);
  if (seen === undefined || others.length === 0) return undefined;
  if (!others.every((other) => mutates(other) && other.call > culprit.return)) return undefined;
  const sentence = `${nameOperation(culprit)}${onKey(key)} ${sight(culprit)} before ${listNames(others)} began`;
  return { kind: 'future-read', sentence };
}

/** Several compare-and-sets won from the same value. */
function lostUpdate({ key, core }: CellViolation): Reason | undefined {
  const winners = core.filter(({ input, output }) => input.f === 'cas' && output === true);
  const expected = new Set(winners.map(({ input }) => (input.f === 'cas' ? input.expected : null)));
  const [value] = expected;
  if (winners.length < 2 || expected.size !== 1 || value === undefined) return undefined;
  if (!core.every((operation) => winners.includes(operation) || writes(operation, value))) return undefined;
  const once =
    value === null ? 'the key was never deleted in between' : 'that value was not written again in between';
  const all = winners.length === 2 ? 'both' : 'all';
  const sentence = `${listNames(winners)}${onKey(key)} ${all} succeeded from ${describeState(value)}, although ${once}`;
  return { kind: 'lost-update', sentence };
}

function wrongRefusal({ key, culprit }: CellViolation, others: readonly CellOperation[]): Reason | undefined {
  const { input, output } = culprit;
  if (input.f !== 'cas' || output !== false) return undefined;
  const { expected } = input;
  if (
    !others.every((other) => writes(other, expected) || neededState(other.input, other.output) === expected)
  ) {
    return undefined;
  }
  const state = `the value was ${describeState(expected)} all the time`;
  const since = others.length === 0 ? '' : `, as ${listNames(others)} show${others.length === 1 ? 's' : ''}`;
  const sentence = `${nameOperation(culprit)}${onKey(key)} was refused, although ${state}${since}`;
  return { kind: 'wrong-refusal', sentence };
}

function lostAppend({ key, culprit }: CellViolation, others: readonly CellOperation[]): Reason | undefined {
  const [append] = others;
  const seen = neededState(culprit.input, culprit.output);
  if (others.length !== 1 || append?.input.f !== 'append' || seen === undefined) return undefined;
  if (append.return >= culprit.call || String(seen ?? '').includes(String(append.input.value)))
    return undefined;
  const sentence =
    `${nameOperation(culprit)}${onKey(key)} ${sight(culprit)}, ` +
    `but ${nameOperation(append)} had finished before it began and is missing`;
  return { kind: 'lost-append', sentence };
}

/** Two histories of appends: neither value is a beginning of the other. */
function divergingReads({ key, core }: CellViolation): Reason | undefined {
  const [first, second] = core;
  if (core.length !== 2 || first === undefined || second === undefined) return undefined;
  const a = neededState(first.input, first.output);
  const b = neededState(second.input, second.output);
  if (typeof a !== 'string' || typeof b !== 'string' || a.startsWith(b) || b.startsWith(a)) return undefined;
  const sentence =
    `${nameOperation(first)}${onKey(key)} ${sight(first)} and ${nameOperation(second)} ${sight(second)}: ` +
    'neither value can grow into the other';
  return { kind: 'diverging-reads', sentence };
}

/** The culprit saw a value after another one had taken its place. */
function staleRead({ key, culprit }: CellViolation, others: readonly CellOperation[]): Reason | undefined {
  const seen = neededState(culprit.input, culprit.output);
  if (seen === undefined) return undefined;
  const sources = others.filter((other) => writes(other, seen));
  const newer = others.filter((other) => !writes(other, seen));
  const isLater = (other: CellOperation) => sources.every((source) => source.return < other.call);
  const [witness] = newer;
  if (witness === undefined || newer.length !== 1 || !isLater(witness)) return undefined;
  if (witness.return >= culprit.call) return undefined;
  const again =
    seen === null ? 'nothing deleted the key afterwards' : `nothing wrote ${describeState(seen)} afterwards`;
  const witnessed = neededState(witness.input, witness.output);
  if (!mutates(witness) && (witnessed === undefined || witnessed === seen)) return undefined;
  const did = mutates(witness) ? 'had finished' : `had found ${describeState(witnessed ?? null)}`;
  const sentence =
    `${nameOperation(culprit)}${onKey(key)} ${sight(culprit)}, ` +
    `but ${nameOperation(witness)} ${did} before it began and ${again}`;
  return { kind: seen === null ? 'lost-write' : 'stale-read', sentence };
}

/** Whether the operation, if it takes effect, leaves that value. */
function writes({ input, output }: CellOperation, value: CellState): boolean {
  switch (input.f) {
    case 'read':
      return false;
    case 'write':
      return input.value === value;
    case 'append':
      return typeof value === 'string' && value.endsWith(String(input.value));
    case 'delete':
      return value === null && output !== false;
    case 'cas':
      return input.value === value && !isRefused(output);
  }
}

function mutates({ input, output }: CellOperation): boolean {
  return input.f !== 'read' && output !== false && !isRefused(output);
}

/** A refusal that tells of the very value that was expected. */
function isOverruled({ input, output }: CellOperation): boolean {
  return input.f === 'cas' && isRefused(output) && output !== false && output.current === input.expected;
}

function onKey(key: Value | null): string {
  return key === null ? '' : ` on key ${typeof key === 'string' ? key : String(key)}`;
}

function listNames(operations: readonly CellOperation[]): string {
  const names = operations.map(nameOperation);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
