import type { ClientRandom } from '../ports.ts';
import { keyPicker, KeyWriter } from './keys.ts';
import type { LoadPlan } from './plan.ts';
import { seededRandom } from './random.ts';
import type { Operation, OperationKind } from './target.ts';

/** The operations of a load, one after the other; the one before is not valid any more. */
export interface OperationSource {
  /** Null when there are no more. */
  next(): Operation | null;
}

const NO_VALUE = new Uint8Array(0);
/** A value that is appended to grows up to about so many bytes, then a put begins it afresh. */
const MAX_GROWN_BYTES = 65_536;
const MAX_APPENDS = 64;

/** Puts every key once, in order. */
export function fillOperations(plan: LoadPlan): OperationSource {
  const writer = new KeyWriter(plan.keyBytes, plan.keys);
  const value = valueOf(plan);
  let next = 0;
  return {
    next: () => (next < plan.keys ? { kind: 'put', key: writer.write(next++), value } : null),
  };
}

/** Operations without end, as the plan says. */
export function loadOperations(plan: LoadPlan): OperationSource {
  const random = seededRandom(plan.seed);
  const pickKind = kindPicker(plan.mix, random);
  const pickKey = keyPicker(plan, random);
  const writer = new KeyWriter(plan.keyBytes, plan.keys);
  const value = valueOf(plan);
  const startsAfresh = plan.mix.append === undefined ? () => false : growthLimit(plan);
  const operation: { -readonly [Field in keyof Operation]: Operation[Field] } = {
    kind: 'put',
    key: NO_VALUE,
    value,
  };
  return {
    next: () => {
      const key = pickKey();
      const kind = pickKind();
      operation.kind = kind === 'append' && startsAfresh(key) ? 'put' : kind;
      operation.key = writer.write(key);
      operation.value = kind === 'get' || kind === 'get-serializable' ? NO_VALUE : value;
      return operation;
    },
  };
}

/** The same for a plan's whole load, so that cas knows what to expect; random, so that it cannot be compressed. */
function valueOf({ seed, valueBytes }: LoadPlan): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: valueBytes }, () => random.uint32() & 0xff);
}

function kindPicker(mix: LoadPlan['mix'], random: ClientRandom): () => OperationKind {
  const shares = Object.entries(mix) as [OperationKind, number][];
  const [first] = shares as [[OperationKind, number]];
  if (shares.length === 1) return () => first[0];
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  return () => {
    let chance = (random.uint32() / 0x1_0000_0000) * total;
    for (const [kind, share] of shares) {
      if (chance < share) return kind;
      chance -= share;
    }
    return first[0];
  };
}

/** Says of an append to a key whether it is time to begin its value afresh: values must not grow for ever. */
function growthLimit({ keys, valueBytes }: LoadPlan): (key: number) => boolean {
  const limit = Math.max(2, Math.min(MAX_APPENDS, Math.floor(MAX_GROWN_BYTES / valueBytes)));
  const left = new Uint8Array(keys);
  return (key) => {
    const more = left[key] as number;
    left[key] = more === 0 ? limit - 1 : more - 1;
    return more === 0;
  };
}
