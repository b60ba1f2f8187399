import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import { problemOf } from '../search/problem.ts';
import { relax } from './relax.ts';
import type { Freedom } from './relax.ts';
import { findSources, reduce, shrink, suspect } from './shrink.ts';
import type { Shrunk, Trial } from './shrink.ts';
import { findInvalidBeginning, truncate } from './truncate.ts';
import { tryProblem } from './trial.ts';
import type { TrialLimits } from './trial.ts';

/** What a trial may cost at least; more when the search itself was dearer. */
const TRIAL_STEPS = 200_000;
/** Above so many steps it is worth guessing where the violation is. */
const DEAR_STEPS = 300_000;
/** Guesses look at so many suspects. */
const GUESS_SUSPECTS = 64;
/** So many operations are looked at again after a fast path. */
const FEW = 5_000;
/** So many writes of what the core saw may join it to make it self-contained. */
const SOURCES = 6;

export interface CoreLimits extends TrialLimits {
  /** What it took to find the history invalid. */
  readonly steps: number;
  readonly blocked: readonly number[];
}

export interface Core<I, O> extends Shrunk {
  readonly culprit: Operation<I, O>;
  readonly selfContained: boolean;
}

interface Scene<S, I, O> {
  readonly model: Model<S, I, O>;
  /** The history up to the return of the culprit. */
  readonly beginning: readonly Operation<I, O>[];
  readonly culprit: Operation<I, O>;
  readonly limits: CoreLimits;
}

/** Finds a small set of operations that cannot be ordered, in an invalid history. */
export function findCore<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  limits: CoreLimits,
): Core<I, O> {
  return (
    (limits.steps > DEAR_STEPS ? guess(model, operations, limits) : undefined) ??
    locate(model, operations, limits)
  );
}

/**
 * The core around operations that a fast path found to be impossible to order, if all that was called by then is few
 * enough to be looked at again: with the others free, fewer of them may do, or some of the others may be needed.
 */
export function findCoreAround<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  witness: readonly Operation<I, O>[],
  limits: CoreLimits,
): Core<I, O> | undefined {
  const completed = witness.filter((operation) => operation.return !== Infinity);
  const culprit = completed.reduce((last, operation) => (operation.return > last.return ? operation : last));
  const scene = { model, beginning: truncate(model, operations, culprit.return), culprit, limits };
  if (operations.length > FEW) return undefined;
  const bound = new Set(witness.map(({ id }) => id));
  const trial = trialOf(scene, 'own-time');
  if (trial(bound) === 'invalid') return polish(scene, reduce(bound, trial));
  const others = suspect(model, scene.beginning, culprit).filter((id) => !bound.has(id));
  const shrunk = shrink([...bound, ...others], trial);
  // What others answered later may be needed to know what they did not do.
  return shrunk === undefined ? locate(model, operations, limits) : polish(scene, shrunk);
}

/** Where the search got stuck is a good guess, and spares repeating a dear search on every beginning. */
function guess<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  limits: CoreLimits,
): Core<I, O> | undefined {
  const stuck = new Set(limits.blocked);
  for (const culprit of operations.filter(({ id }) => stuck.has(id))) {
    const scene = { model, beginning: truncate(model, operations, culprit.return), culprit, limits };
    const suspects = suspect(model, scene.beginning, culprit).slice(0, GUESS_SUSPECTS);
    const shrunk = shrink(suspects, trialOf(scene, 'own-time'));
    if (shrunk !== undefined) return polish(scene, shrunk);
  }
  return undefined;
}

/** The operations may have been impossible to order earlier, or by another's completion at that very point. */
function convict<S, I, O>(scene: Scene<S, I, O>, { core }: Shrunk, freedom: Freedom): Scene<S, I, O> {
  const { model, limits } = scene;
  const members = scene.beginning.filter(({ id, return: end }) => core.has(id) && end !== Infinity);
  for (const culprit of members.sort((a, b) => a.return - b.return)) {
    const earlier = { ...scene, beginning: truncate(model, scene.beginning, culprit.return), culprit };
    if (trialOf(earlier, freedom)(core) === 'invalid') return earlier;
    if (limits.now() >= limits.deadline) break;
  }
  return core.has(scene.culprit.id) ? scene : { ...scene, culprit: members.at(-1) ?? scene.culprit };
}

/** With the true culprit there may be less around the operations, and fewer of them may do. */
function settle<S, I, O>(scene: Scene<S, I, O>, shrunk: Shrunk, freedom: Freedom) {
  for (;;) {
    const convicted = convict(scene, shrunk, freedom);
    if (convicted.culprit.id === scene.culprit.id) return { scene, shrunk };
    scene = convicted;
    shrunk = reduce(shrunk.core, trialOf(scene, freedom));
  }
}

function locate<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  limits: CoreLimits,
): Core<I, O> {
  const steps = Math.max(TRIAL_STEPS, limits.steps * 2);
  const found = findInvalidBeginning(
    model,
    operations,
    (beginning) => tryProblem(problemOf(model, beginning), steps, limits) === 'invalid',
  );
  const scene = { model, ...found, limits };
  const suspects = suspect(model, scene.beginning, scene.culprit);
  const trial = trialOf(scene, 'own-time');
  // That all of them cannot be ordered is known, even if the trial does not get that far.
  return polish(scene, shrink(suspects, trial) ?? reduce(new Set(suspects), trial));
}

function trialOf<S, I, O>({ model, beginning, limits }: Scene<S, I, O>, freedom: Freedom): Trial {
  return (bound) =>
    // Building the problem takes time, too.
    limits.now() >= limits.deadline
      ? 'unknown'
      : tryProblem(relax(model, beginning, bound, freedom), TRIAL_STEPS, limits);
}

/**
 * A read of an old value is told best together with the write of that value: tries to add the latest sources of
 * what the core saw, so that it cannot be ordered whenever the rest takes effect.
 */
function polish<S, I, O>(first: Scene<S, I, O>, found: Shrunk): Core<I, O> {
  const { scene, shrunk } = settle(first, found, 'own-time');
  const { model, beginning, culprit } = scene;
  const plain = { ...shrunk, culprit, selfContained: false };
  if (model.hints?.abstraction === undefined || !shrunk.minimal) return plain;
  const members = beginning.filter(({ id }) => shrunk.core.has(id));
  const sources = members.flatMap((member) => findSources(model, beginning, member).slice(0, SOURCES));
  const trial = trialOf(scene, 'any-time');
  const bound = new Set([...shrunk.core, ...sources]);
  if (trial(bound) !== 'invalid') return plain;
  const polished = settle(scene, reduce(bound, trial), 'any-time');
  return polished.shrunk.minimal
    ? { ...polished.shrunk, culprit: polished.scene.culprit, selfContained: true }
    : plain;
}
