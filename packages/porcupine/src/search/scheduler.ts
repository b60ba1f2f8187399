import { ModelError } from '../errors.ts';
import type { FastOutcome, FastPath, Method } from '../fast/fast-path.ts';
import type { Model, Partition } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { Settings } from '../options.ts';
import type { Progress, UnknownReason, Verdict } from '../result.ts';
import { MemoryExhausted } from '../memory-exhausted.ts';
import { MemoryBudget } from './memory.ts';
import { problemOf } from './problem.ts';
import { Search } from './search.ts';

/** Steps of a turn in the first round: what is easy, be it a violation, is not kept waiting by what is hard. */
const FIRST_TURN = 512;
/** Steps of one turn, from some round on: a few milliseconds. */
const MOST_TURN = 8_192;
/** Milliseconds between two reports of progress. */
const PROGRESS_INTERVAL = 100;

/** What the check of one partition came to. */
export interface Outcome<I, O> {
  readonly verdict: Verdict;
  readonly reason: UnknownReason | undefined;
  readonly method: Method;
  /** A linearization, or the longest partial one. */
  readonly order: readonly number[];
  /** Operations that cannot be ordered, from a fast path. */
  readonly witness?: readonly Operation<I, O>[];
  /** Whether the witness is as small as can be. */
  readonly isCore?: true;
  readonly steps: number;
  readonly configurations: number;
}

const UNTOUCHED = { method: 'search', order: [], steps: 0, configurations: 0 } as const;

/** One partition's turn-taking check, begun when its first turn comes. */
class Contender<S, I, O> {
  outcome: Outcome<I, O> | undefined;
  readonly operations: readonly Operation<I, O>[];
  readonly #model: Model<S, I, O>;
  readonly #budget: MemoryBudget;
  #search: Search<S, I, O> | undefined;

  constructor(model: Model<S, I, O>, partition: Partition<I, O>, budget: MemoryBudget) {
    this.#model = model;
    this.operations = partition.operations;
    this.#budget = budget;
  }

  get steps(): number {
    return (this.outcome ?? this.#search)?.steps ?? 0;
  }

  /** Tries the fast paths of the model. Yields every now and then. */
  *takeShortcut(): Generator<void, void> {
    for (const path of this.#model.fastPaths ?? []) {
      const bytes = path.bytesPerOperation * this.operations.length;
      if (!this.#takes(bytes)) return;
      try {
        const found = yield* decideFast(this.#model, path, this.operations);
        if (found === undefined) continue;
        this.outcome = { ...UNTOUCHED, reason: undefined, method: path.method, ...outcomeOf(found) };
        return;
      } catch (error) {
        if (!(error instanceof MemoryExhausted)) throw error;
        this.end('memory');
        return;
      } finally {
        this.#budget.give(bytes);
      }
    }
  }

  /** Takes some memory, or gives up for the lack of it. */
  #takes(bytes: number): boolean {
    try {
      this.#budget.take(bytes);
      return true;
    } catch (error) {
      if (!(error instanceof MemoryExhausted)) throw error;
      this.end('memory');
      return false;
    }
  }

  takeTurn(steps: number): void {
    try {
      this.#search ??= new Search(problemOf(this.#model, this.operations), this.#budget);
    } catch (error) {
      if (!(error instanceof MemoryExhausted)) throw error;
      this.end('memory');
      return;
    }
    const status = this.#search.run(steps);
    if (status === 'memory') this.end('memory');
    else if (status !== 'paused') this.#finish(status, undefined);
  }

  /** Gives up without a verdict. */
  end(reason: UnknownReason): void {
    this.#finish('unknown', reason);
  }

  #finish(verdict: Verdict, reason: UnknownReason | undefined): void {
    const search = this.#search;
    if (search === undefined) {
      this.outcome = { ...UNTOUCHED, verdict, reason };
      return;
    }
    const { steps, configurations } = search;
    const order = verdict === 'valid' ? search.linearization() : search.longest();
    this.outcome = { verdict, reason, method: 'search', order, steps, configurations };
    search.release();
    this.#search = undefined;
  }
}

function* decideFast<S, I, O>(
  model: Model<S, I, O>,
  path: FastPath<I, O>,
  operations: readonly Operation<I, O>[],
): Generator<void, FastOutcome<I, O> | undefined> {
  try {
    return yield* path.decide(operations);
  } catch (cause) {
    if (cause instanceof MemoryExhausted) throw cause;
    throw new ModelError(model.name, `fast path ${path.method}`, cause);
  }
}

function outcomeOf<I, O>(found: FastOutcome<I, O>) {
  return found.verdict === 'valid' ? found : { ...found, order: [] };
}

/**
 * Decides all partitions: by a fast path where one applies, and otherwise by searches that take turns, so that a
 * hard one does not hide a violation in an easy one. Limits are looked at wherever it yields; whoever runs this may
 * do something else where it yields.
 */
export function* decideAll<S, I, O>(
  model: Model<S, I, O>,
  partitions: readonly Partition<I, O>[],
  settings: Settings<I, O>,
  start: number,
): Generator<void, { outcomes: Outcome<I, O>[]; peakBytes: number }> {
  const budget = new MemoryBudget(settings.memoryLimit);
  const all = partitions.map((partition) => new Contender(model, partition, budget));
  const report = progressOf(all, budget, settings.onProgress);
  const deadline = start + settings.timeLimit;
  let open = all;
  let stop: UnknownReason | undefined;
  const look = (): UnknownReason | undefined => {
    const now = settings.now();
    report?.(now - start, PROGRESS_INTERVAL);
    if (settings.signal?.aborted === true) stop = 'aborted';
    else if (now >= deadline) stop ??= 'time';
    return stop;
  };
  for (let round = 0; open.length > 0; round++) {
    for (const contender of open) {
      look();
      if (stop === undefined && round === 0 && settings.fastPaths) {
        for (const _ of contender.takeShortcut()) {
          yield;
          if (look() !== undefined) break;
        }
      }
      if (contender.outcome !== undefined) continue;
      if (stop === undefined) contender.takeTurn(Math.min(FIRST_TURN * 2 ** round, MOST_TURN));
      else contender.end(stop);
      yield;
    }
    if (settings.stopOnInvalid && open.some(({ outcome }) => outcome?.verdict === 'invalid'))
      stop ??= 'stopped';
    open = open.filter(({ outcome }) => outcome === undefined);
  }
  report?.(settings.now() - start, 0);
  return { outcomes: all.map(({ outcome }) => outcome!), peakBytes: budget.peak };
}

/** Tells `onProgress` if it has been told nothing for at least `interval` milliseconds. */
function progressOf<S, I, O>(
  contenders: readonly Contender<S, I, O>[],
  budget: MemoryBudget,
  onProgress: ((progress: Progress) => void) | undefined,
): ((elapsed: number, interval: number) => void) | undefined {
  if (onProgress === undefined) return undefined;
  let last = 0;
  return (elapsed, interval) => {
    if (elapsed - last < interval) return;
    last = elapsed;
    const done = contenders.filter(({ outcome }) => outcome !== undefined);
    onProgress({
      partitions: contenders.length,
      done: done.length,
      operations: sum(contenders, ({ operations }) => operations.length),
      operationsDone: sum(done, ({ operations }) => operations.length),
      invalid: done.filter(({ outcome }) => outcome?.verdict === 'invalid').length,
      steps: sum(contenders, ({ steps }) => steps),
      bytes: budget.used,
      elapsed,
    });
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
