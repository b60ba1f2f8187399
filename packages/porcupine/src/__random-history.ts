import { ILLEGAL } from './model.ts';
import { stepCell } from './models/cell.ts';
import type { CellInput, CellOutput, CellState, Value } from './models/cell.ts';
import type { Operation } from './operation.ts';
import type { Rng } from './__rng.ts';

export interface RandomHistoryShape {
  readonly functions: readonly CellInput['f'][];
  readonly keys: number;
  readonly processes: number;
  readonly operations: number;
  /** How many distinct values are written; 0: every value is written once. */
  readonly values: number;
  /** How likely an operation's outcome stays unknown. */
  readonly crashes: number;
  /** How likely an answer is made up. */
  readonly lies: number;
}

type CellOperation = Operation<CellInput, CellOutput>;

interface Open {
  readonly id: number;
  readonly process: number;
  readonly call: number;
  readonly input: CellInput;
  output: CellOutput | undefined;
  applied: boolean;
}

/**
 * The history of a store that works, with random clients: each operation takes effect at a random point while
 * it is open. Crashed ones may take effect much later or never; some answers are replaced by lies.
 */
export function randomHistory(rng: Rng, shape: RandomHistoryShape): CellOperation[] {
  const states = new Map<unknown, CellState>();
  const open: Open[] = [];
  const crashed: Open[] = [];
  const operations: CellOperation[] = [];
  let time = 0;
  // Now and then several events share a point in time.
  const tick = (): number => (time += rng.chance(0.8) ? 1 : 0);
  let called = 0;
  let written = 0;
  const value = (): Value => {
    written += 1;
    const plain = shape.values === 0 ? written : rng.below(shape.values);
    return shape.functions.includes('append') ? `${plain}.` : plain;
  };
  /** One that may have been written, for lies. */
  const old = (): Value => {
    const plain = shape.values === 0 ? 1 + rng.below(written + 1) : rng.below(shape.values);
    return shape.functions.includes('append') ? `${plain}.` : plain;
  };
  const apply = (operation: Open): void => {
    const state = states.get(operation.input.key) ?? null;
    operation.output = answer(state, operation.input, rng);
    const after = stepCell(state, operation.input, operation.output);
    if (after === ILLEGAL) throw new Error('an honest answer must be legal');
    states.set(operation.input.key, after);
    operation.applied = true;
  };
  while (called < shape.operations || open.length > 0) {
    const idle = shape.processes - open.length;
    if (called < shape.operations && idle > 0 && rng.chance(0.5)) {
      const busy = new Set(open.map(({ process }) => process));
      const process = rng.pick(
        [...Array(shape.processes).keys()].filter((candidate) => !busy.has(candidate)),
      );
      const key = `k${rng.below(shape.keys)}`;
      const state = states.get(key) ?? null;
      const input = request(rng.pick(shape.functions), key, value, state, rng);
      open.push({ id: called++, process, call: tick(), input, output: undefined, applied: false });
      continue;
    }
    const late = crashed.find(({ applied }) => !applied);
    if (late !== undefined && rng.chance(0.1)) apply(late);
    if (open.length === 0) continue;
    const operation = rng.pick(open);
    if (!operation.applied) {
      if (rng.chance(shape.crashes)) {
        open.splice(open.indexOf(operation), 1);
        crashed.push(operation);
        operations.push(record(operation, undefined, Infinity));
      } else apply(operation);
      continue;
    }
    open.splice(open.indexOf(operation), 1);
    const honest = operation.output;
    const output = rng.chance(shape.lies) ? lie(operation.input, honest, old, rng) : honest;
    operations.push(record(operation, output, tick()));
  }
  return operations.sort((a, b) => a.id - b.id);
}

function record({ id, process, call, input }: Open, output: CellOutput | undefined, end: number) {
  return { id, process, input, output, call, return: end };
}

function request(f: CellInput['f'], key: string, value: () => Value, state: CellState, rng: Rng): CellInput {
  if (f === 'read' || f === 'delete') return { f, key };
  if (f !== 'cas') return { f, key, value: value() };
  // Half of them from a value that was there a moment ago.
  const expected = rng.chance(0.5) ? (state as Value | null) : rng.chance(0.2) ? null : value();
  return { f, key, expected, value: value() };
}

function answer(state: CellState, input: CellInput, rng: Rng): CellOutput {
  switch (input.f) {
    case 'read':
      return state as Value | null;
    case 'write':
    case 'append':
      return null;
    case 'delete':
      return rng.chance(0.3) ? null : state !== null;
    case 'cas':
      if (state === input.expected) return true;
      return rng.chance(0.5) ? false : { current: state as Value | null };
  }
}

function lie(input: CellInput, honest: CellOutput | undefined, old: () => Value, rng: Rng): CellOutput {
  if (input.f === 'read') {
    if (rng.chance(0.2)) return null;
    if (typeof honest !== 'string') return old();
    const pieces = honest.split(/(?<=\.)/);
    if (rng.chance(0.4)) return pieces.reverse().join('');
    return rng.chance(0.5) ? pieces.slice(1).join('') : honest + String(old());
  }
  if (input.f === 'cas' || input.f === 'delete') return honest !== true;
  return null;
}
