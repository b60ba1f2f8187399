import type { Model, Partition } from '../model.ts';
import type { Settings } from '../options.ts';
import type { UnknownReason, Verdict } from '../result.ts';
import { MemoryBudget, MemoryExhausted } from './memory.ts';
import { problemOf } from './problem.ts';
import { Search } from './search.ts';

/** Steps of one turn: a few milliseconds. */
const TURN = 8_192;

/** What the search of one partition came to. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly reason: UnknownReason | undefined;
  /** A linearization, or the longest partial one. */
  readonly order: readonly number[];
  readonly steps: number;
  readonly configurations: number;
}

const UNTOUCHED = { order: [], steps: 0, configurations: 0 };

/** One partition's turn-taking search, begun when its first turn comes. */
class Contender<S, I, O> {
  outcome: Outcome | undefined;
  readonly #model: Model<S, I, O>;
  readonly #partition: Partition<I, O>;
  readonly #budget: MemoryBudget;
  #search: Search<S, I, O> | undefined;

  constructor(model: Model<S, I, O>, partition: Partition<I, O>, budget: MemoryBudget) {
    this.#model = model;
    this.#partition = partition;
    this.#budget = budget;
  }

  takeTurn(): void {
    try {
      this.#search ??= new Search(problemOf(this.#model, this.#partition.operations), this.#budget);
    } catch (error) {
      if (!(error instanceof MemoryExhausted)) throw error;
      this.end('memory');
      return;
    }
    const status = this.#search.run(TURN);
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
      this.outcome = { verdict, reason, ...UNTOUCHED };
      return;
    }
    const { steps, configurations } = search;
    const order = verdict === 'valid' ? search.linearization() : search.longest();
    this.outcome = { verdict, reason, order, steps, configurations };
    search.release();
    this.#search = undefined;
  }
}

/**
 * Searches all partitions in turns, so that a hard one does not hide a violation in an easy one. Time is
 * looked at between turns.
 */
export function searchAll<S, I, O>(
  model: Model<S, I, O>,
  partitions: readonly Partition<I, O>[],
  settings: Settings<I, O>,
  deadline: number,
): { outcomes: Outcome[]; peakBytes: number } {
  const budget = new MemoryBudget(settings.memoryLimit);
  const all = partitions.map((partition) => new Contender(model, partition, budget));
  let open = all;
  let stop: UnknownReason | undefined;
  while (open.length > 0) {
    for (const contender of open) {
      if (settings.now() >= deadline) stop = 'time';
      if (stop === undefined) contender.takeTurn();
      else contender.end(stop);
    }
    if (settings.stopOnInvalid && open.some(({ outcome }) => outcome?.verdict === 'invalid'))
      stop ??= 'stopped';
    open = open.filter(({ outcome }) => outcome === undefined);
  }
  return { outcomes: all.map(({ outcome }) => outcome!), peakBytes: budget.peak };
}
