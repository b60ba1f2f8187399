import type { Reason, Violation } from '../../model.ts';
import type { Value } from '../../models/cell.ts';
import type { SetInput, SetOutput } from '../../models/set.ts';
import { describeValue } from '../../models/words.ts';
import type { Operation } from '../../operation.ts';
import { isBefore, mayPrecede, nameOperation, onKey } from './words.ts';

type SetViolation = Violation<SetInput, SetOutput>;
type SetOperation = Operation<SetInput, SetOutput>;

/** What an operation says about one value: that it was there, or was not. */
interface Sight {
  readonly value: Value;
  readonly present: boolean;
  /** `found 7`. */
  readonly words: string;
}

type Changes = Readonly<Record<'add' | 'remove', readonly SetOperation[]>>;

/** What changed each value. */
class Index {
  readonly #changes = new Map<Value, Record<'add' | 'remove', SetOperation[]>>();

  constructor(operations: readonly SetOperation[]) {
    for (const operation of operations) {
      const { input } = operation;
      if (input.f === 'read') continue;
      let changes = this.#changes.get(input.value);
      if (changes === undefined) this.#changes.set(input.value, (changes = { add: [], remove: [] }));
      if (input.f !== 'contains') changes[input.f].push(operation);
    }
  }

  get values(): Iterable<Value> {
    return this.#changes.keys();
  }

  of(value: Value): Changes {
    return this.#changes.get(value) ?? NONE;
  }
}

const NONE: Changes = { add: [], remove: [] };

interface Case extends SetViolation {
  readonly index: Index;
}

export function explainSet(violation: SetViolation): Reason | undefined {
  const known: Case = { ...violation, index: new Index(violation.operations) };
  for (const witness of new Set([violation.culprit, ...violation.core])) {
    const reason = twice(violation, witness);
    if (reason !== undefined) return reason;
    for (const sight of sightsOf(known, witness)) {
      const found = sight.present ? notThere(known, witness, sight) : wasThere(known, witness, sight);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** A read with a value in it more than once. */
function twice({ key }: SetViolation, read: SetOperation): Reason | undefined {
  if (!Array.isArray(read.output)) return undefined;
  const values = read.output as readonly Value[];
  const value = values.find((each, i) => values.indexOf(each) !== i);
  if (value === undefined) return undefined;
  return {
    kind: 'duplicate',
    sentence: `${name(read)}${onKey(key)} returned ${describeValue(value)} more than once`,
  };
}

/** Found, although it had not been added, or had been removed. */
function notThere({ index, failed }: Case, witness: SetOperation, { value, words }: Sight) {
  const adds = index.of(value).add.filter((add) => add !== witness);
  const claim = `${name(witness)} ${words}`;
  if (!adds.some((add) => mayPrecede(add, witness))) {
    const [later] = adds;
    if (later !== undefined) return { kind: 'future-read', sentence: `${claim} before ${name(later)} began` };
    const [refused] = new Index(failed).of(value).add;
    if (refused !== undefined) {
      const sentence = `${claim}, but only ${name(refused)} added that, and it was reported as failed`;
      return { kind: 'dirty-read', sentence };
    }
    return { kind: 'phantom-value', sentence: `${claim}, which nothing had added` };
  }
  const remove = lastThatStands(index.of(value), 'remove', witness);
  if (remove === undefined) return undefined;
  const sentence = `${claim}, but ${name(remove)} had finished before it began and nothing added it afterwards`;
  return { kind: 'stale-read', sentence };
}

/** Not found, although it had been added and not removed. */
function wasThere({ index }: Case, witness: SetOperation, { value, words }: Sight) {
  const add = lastThatStands(index.of(value), 'add', witness);
  if (add === undefined) return undefined;
  const sentence = `${name(witness)} ${words}, but ${name(add)} had finished before it began and nothing removed it afterwards`;
  return { kind: 'lost-update', sentence };
}

/** A change that was over before the witness began, and that no change to the contrary can have undone. */
function lastThatStands(
  changes: Changes,
  f: 'add' | 'remove',
  witness: SetOperation,
): SetOperation | undefined {
  const undoing = changes[f === 'add' ? 'remove' : 'add'].filter((other) => mayPrecede(other, witness));
  return changes[f].find(
    (change) =>
      change !== witness && isBefore(change, witness) && undoing.every((other) => isBefore(other, change)),
  );
}

/** All that an operation says about what was there when it took effect. */
function sightsOf({ index }: Case, { input, output }: SetOperation): Sight[] {
  if (output === undefined || output === null) return [];
  if (input.f === 'read') return sightsOfRead(index, output as readonly Value[]);
  const { value } = input;
  const shown = describeValue(value);
  switch (input.f) {
    case 'contains':
      return [
        {
          value,
          present: output === true,
          words: output === true ? `found ${shown}` : `did not find ${shown}`,
        },
      ];
    case 'add':
      return [
        {
          value,
          present: output === false,
          words: output === true ? `found no ${shown} there yet` : `found ${shown} there already`,
        },
      ];
    case 'remove':
      return [
        {
          value,
          present: output === true,
          words: output === true ? `found ${shown} there` : `found no ${shown} there`,
        },
      ];
  }
}

function sightsOfRead(index: Index, seen: readonly Value[]): Sight[] {
  const there = new Set(seen);
  const found = [...there].map((value) => ({
    value,
    present: true,
    words: `found ${describeValue(value)}`,
  }));
  const missed = [...index.values]
    .filter((value) => !there.has(value))
    .map((value) => ({ value, present: false, words: `did not find ${describeValue(value)}` }));
  return [...found, ...missed];
}

function name(operation: SetOperation): string {
  const { input } = operation;
  return nameOperation(
    operation,
    input.f === 'read' ? 'read' : `${input.f} of ${describeValue(input.value)}`,
  );
}
