import type { Value } from '../models/cell.ts';
import type { SetInput, SetOutput } from '../models/set.ts';
import { isOptional } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { STRIDE } from './fast-path.ts';
import type { FastOutcome, FastPath } from './fast-path.ts';
import { sortByCall, sortByKey } from './sort.ts';
import { orderSteps } from './steps.ts';

type SetOperation = Operation<SetInput, SetOutput>;
type Outcome = FastOutcome<SetInput, SetOutput>;

/**
 * Sets to which values are added, each once, and that are read as a whole: each read holds all that the smaller
 * ones do, and tells which values were added in between. See SOUNDNESS.md.
 */
export const growingSet: FastPath<SetInput, SetOutput> = {
  method: 'set',
  bytesPerOperation: 192,
  *decide(operations) {
    const adds = new Map<Value, SetOperation>();
    const reads: SetOperation[] = [];
    for (const [i, position] of sortByCall(operations).entries()) {
      if (i % STRIDE === 0) yield;
      const operation = operations[position]!;
      const { input, output } = operation;
      if (input.f === 'add') {
        if (adds.has(input.value) || output === false) return undefined;
        adds.set(input.value, operation);
      } else if (input.f !== 'read') return undefined;
      else if (!isOptional(operation)) {
        if (output === undefined) return undefined;
        reads.push(operation);
      }
    }
    return yield* decide(adds, reads);
  },
};

function* decide(
  adds: ReadonlyMap<Value, SetOperation>,
  reads: readonly SetOperation[],
): Generator<void, Outcome> {
  const stages = new Stages(adds);
  for (const position of sortByKey(Float64Array.from(reads, (read) => valuesOf(read).length))) {
    const witness = stages.take(reads[position]!);
    if (witness !== undefined) return { verdict: 'invalid', witness, isCore: true };
    yield;
  }
  const { order, overtaking } = orderSteps(stages.steps());
  if (overtaking === undefined) return { verdict: 'valid', order };
  const [early, late] = overtaking;
  if (early.input.f === 'read' || late.input.f === 'read') {
    return { verdict: 'invalid', witness: overtaking, isCore: true };
  }
  // Only a read that holds the one and not the other tells in which order two additions took effect.
  const read = stages.firstReadWith(early);
  const witness = late.return < read.call ? [late, read] : [early, late, read];
  return { verdict: 'invalid', witness, isCore: true };
}

interface Item {
  readonly add: SetOperation;
  /** The stage in which it was read first, or {@link UNREAD}. */
  stage: number;
  /** The last read that it was found in. */
  read: SetOperation | undefined;
}

const UNREAD = -1;

/** What was added, and then read, in turns. */
class Stages {
  readonly #items = new Map<Value, Item>();
  readonly #stages: { readonly added: SetOperation[]; readonly reads: SetOperation[] }[] = [];
  /** How many values have been read. */
  #size = 0;

  constructor(adds: ReadonlyMap<Value, SetOperation>) {
    for (const [value, add] of adds) this.#items.set(value, { add, stage: UNREAD, read: undefined });
  }

  /**
   * Takes the reads in order of their sizes.
   *
   * @returns operations that cannot be ordered, if the read does not fit with those before.
   */
  take(read: SetOperation): readonly SetOperation[] | undefined {
    const fresh: Item[] = [];
    let later: SetOperation | undefined;
    for (const value of valuesOf(read)) {
      const item = this.#items.get(value);
      if (item === undefined || item.read === read) return [read];
      item.read = read;
      if (item.stage === UNREAD) fresh.push(item);
      if (item.add.call > read.return) later = item.add;
    }
    if (later !== undefined) return [later, read];
    const last = this.#stages.at(-1);
    if (last !== undefined && valuesOf(read).length - fresh.length < this.#size)
      return [last.reads[0]!, read];
    if (last !== undefined && fresh.length === 0) last.reads.push(read);
    else this.#begin(fresh, read);
    return undefined;
  }

  #begin(fresh: readonly Item[], read: SetOperation): void {
    for (const item of fresh) item.stage = this.#stages.length;
    this.#size += fresh.length;
    const added = fresh.map(({ add }) => add).sort((a, b) => a.call - b.call);
    this.#stages.push({ added, reads: [read] });
  }

  *steps(): Generator<readonly SetOperation[]> {
    for (const { added, reads } of this.#stages) {
      yield added;
      yield reads;
    }
    const unread = [...this.#items.values()].filter(({ stage }) => stage === UNREAD);
    yield unread.map(({ add }) => add).filter((add) => !isOptional(add));
  }

  firstReadWith({ input }: SetOperation): SetOperation {
    return this.#stages[this.#items.get((input as { value: Value }).value)!.stage]!.reads[0]!;
  }
}

function valuesOf({ output }: SetOperation): readonly Value[] {
  return output as readonly Value[];
}
