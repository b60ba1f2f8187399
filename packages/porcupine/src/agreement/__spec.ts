import type { Model } from '../model.ts';
import type { Value } from '../models/cell.ts';
import type { Rng } from '../__rng.ts';

/** What a client makes its requests of. */
export interface Draw {
  readonly rng: Rng;
  readonly key: string | null;
  readonly process: number;
  /** A number from 0 to 1 that is the same for a whole history: clients have habits. */
  readonly habit: number;
  /** Something to write: in some histories always another number, in others one of a few. */
  fresh(): number;
  /** Something that may have been written. */
  seen(): number;
}

/**
 * An object, written down a second time as plainly as can be: it shares nothing with the model that it is held
 * against but the types of requests and answers. States are never changed in place.
 */
export interface Spec<S, I, O> {
  /** That of the model, and of what is special about its clients. */
  readonly name: string;
  // The checker keeps states of its own.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly model: Model<any, I, O>;
  readonly initial: S;
  /** The state after the request, and the full answer to it. */
  apply(state: S, input: I): readonly [after: S, answer: O];
  /** Whether a client that was given this answer may have recorded that one. */
  agrees(answer: O, recorded: O): boolean;
  /** What a client asks of the object in that state. */
  ask(draw: Draw, state: S): I;
  /** What a client records of the answer. */
  record(answer: O, rng: Rng): O;
  /** What one records that lies, though it may be right by chance. */
  lie(draw: Draw, input: I, recorded: O): O;
}

export function sameList(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** A list with a mistake in it. */
export function spoilList(list: readonly Value[], { rng, seen }: Draw): Value[] {
  const at = rng.below(list.length + 1);
  if (rng.chance(0.3)) return list.slice(0, at);
  if (rng.chance(0.4)) return [...list.slice(0, at), ...list.slice(at).reverse()];
  return [...list.slice(0, at), seen(), ...list.slice(at + rng.below(2))];
}
