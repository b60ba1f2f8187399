import type { Operation } from '../operation.ts';
import { isRefused, OTHER } from './cell.ts';
import type { CellInput, CellOutput, CellState, Value } from './cell.ts';

export type CellOperation = Operation<CellInput, CellOutput>;

export function describeState(state: CellState): string {
  if (state === OTHER) return 'some other value';
  if (state === null) return 'nothing';
  return describeValue(state);
}

/** As it would stand in a program, and not too long. */
export function describeValue(value: Value): string {
  return shorten(JSON.stringify(value));
}

/** `[1, 2, 3]` */
export function describeValues(values: readonly Value[], open: string, close: string): string {
  return shorten(`${open}${values.map((value) => JSON.stringify(value)).join(', ')}${close}`);
}

/** A long value keeps both ends: appends differ at the end. */
function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 28)}...${text.slice(-28)}`;
}

/** `write 7`, `read -> 7`, `cas 1 to 2 -> refused`. */
export function describeOperation(input: CellInput, output: CellOutput | undefined): string {
  const answer = describeAnswer(input, output);
  return answer === '' ? describeRequest(input) : `${describeRequest(input)} -> ${answer}`;
}

function describeRequest(input: CellInput): string {
  switch (input.f) {
    case 'read':
    case 'delete':
      return input.f;
    case 'write':
    case 'append':
      return `${input.f} ${describeState(input.value)}`;
    case 'cas':
      return `cas ${describeState(input.expected)} to ${describeState(input.value)}`;
  }
}

function describeAnswer(input: CellInput, output: CellOutput | undefined): string {
  if (output === undefined) return 'unknown';
  switch (input.f) {
    case 'read':
      return describeState(output as CellState);
    case 'write':
    case 'append':
      return '';
    case 'delete':
      if (output === null) return '';
      return output === true ? 'deleted' : 'found nothing';
    case 'cas':
      if (!isRefused(output)) return 'done';
      return output === false ? 'refused' : `refused, found ${describeState(output.current)}`;
  }
}

/** `process 3's write of 7 (index 12–15)`. */
export function nameOperation(operation: CellOperation): string {
  return `process ${operation.process}'s ${noun(operation.input)} (${describeInterval(operation)})`;
}

function noun(input: CellInput): string {
  switch (input.f) {
    case 'read':
    case 'delete':
      return input.f;
    case 'write':
    case 'append':
      return `${input.f} of ${describeState(input.value)}`;
    case 'cas':
      return `compare-and-set from ${describeState(input.expected)} to ${describeState(input.value)}`;
  }
}

function describeInterval({ call, return: end }: CellOperation): string {
  return end === Infinity ? `index ${call}, outcome unknown` : `index ${call}–${end}`;
}

/** What the operation saw, as a verb: `returned 7`. */
export function sight(operation: CellOperation): string {
  const { input, output } = operation;
  if (input.f === 'read') return `returned ${describeState(output as CellState)}`;
  if (input.f === 'delete') return output === false ? 'found nothing to delete' : 'deleted something';
  if (input.f !== 'cas') return 'completed';
  if (output === true) return `succeeded, so it found ${describeState(input.expected)}`;
  if (output === false || output === undefined) return 'was refused';
  return `was refused because it found ${describeState((output as { current: CellState }).current)}`;
}
