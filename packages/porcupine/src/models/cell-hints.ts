import type { Abstraction, ModelHints } from '../model.ts';
import type { Operation } from '../operation.ts';
import { isRefused, neededState, OTHER } from './cell.ts';
import type { CellInput, CellOutput, CellState, Value } from './cell.ts';
import { effectOf } from './effect.ts';

/** What is known about one key of a store. */
export const cellHints: ModelHints<CellState, CellInput, CellOutput> = {
  readOnly,
  landsOn,
  mayLead,
  mayLeadThrough,
  effect,
  abstraction,
};

function readOnly(input: CellInput, output: CellOutput | undefined): boolean {
  switch (input.f) {
    case 'read':
      return true;
    case 'cas':
      return isRefused(output) || input.expected === input.value;
    case 'delete':
      return output === false;
    case 'write':
    case 'append':
      return false;
  }
}

function landsOn(input: CellInput): CellState | undefined {
  switch (input.f) {
    case 'write':
    case 'cas':
      return input.value;
    case 'delete':
      return null;
    case 'read':
    case 'append':
      return undefined;
  }
}

function effect(input: CellInput, output: CellOutput | undefined): string | undefined {
  if (isRefused(output)) return undefined;
  switch (input.f) {
    case 'write':
    case 'append':
      return effectOf(input.f, input.value);
    case 'delete':
      return effectOf(input.f, output);
    case 'cas':
      return effectOf(input.f, input.expected, input.value, output);
    case 'read':
      return undefined;
  }
}

/** Appends only lengthen a string: they lead to a value from its prefixes alone. */
function mayLead(state: CellState, input: CellInput, output: CellOutput | undefined): boolean {
  const needed = neededState(input, output);
  return needed === undefined || mayGrowInto(state, needed);
}

/** What is appended must stand in the value just there: no need to make the string. */
function mayLeadThrough(
  state: CellState,
  input: CellInput,
  goal: CellInput,
  output: CellOutput | undefined,
): boolean {
  if (input.f !== 'append' || state === OTHER) return true;
  const needed = neededState(goal, output);
  if (typeof needed !== 'string') return true;
  return needed.startsWith(String(input.value), state === null ? 0 : String(state).length);
}

function mayGrowInto(state: CellState, goal: Value | null): boolean {
  if (state === goal) return true;
  if (typeof goal !== 'string' || state === OTHER) return false;
  return state === null || goal.startsWith(String(state));
}

function abstraction(
  operations: readonly Operation<CellInput, CellOutput>[],
): Abstraction<CellState, CellInput> {
  const seen = new Set<Value | null>();
  for (const { input, output } of operations) {
    const needed = neededState(input, output);
    if (needed !== undefined) seen.add(needed);
    if (input.f === 'cas') seen.add(input.expected);
  }
  return {
    collapse(state) {
      if (state === null || state === OTHER || seen.has(state)) return state;
      for (const value of seen) if (mayGrowInto(state, value)) return state;
      return OTHER;
    },
    milestones: [OTHER, ...findMilestones(operations, seen)],
    mayGrow: (state, milestone) =>
      state !== milestone && (milestone === OTHER || mayGrowInto(state, milestone)),
    completes: (input, milestone) =>
      input.f === 'append' && (typeof milestone !== 'string' || milestone.endsWith(String(input.value))),
  };
}

/** Values seen, and what must be there just before an append for it to lead towards one of them. */
function findMilestones(
  operations: readonly Operation<CellInput, CellOutput>[],
  seen: ReadonlySet<Value | null>,
): Set<string> {
  const values = [...seen].filter((value) => typeof value === 'string');
  const milestones = new Set(values);
  for (const { input } of operations) {
    if (input.f !== 'append') continue;
    const text = String(input.value);
    for (const value of values) {
      for (let at = value.indexOf(text); at >= 0; at = value.indexOf(text, at + 1)) {
        milestones.add(value.slice(0, at));
        if (at >= value.length) break;
      }
    }
  }
  return milestones;
}
