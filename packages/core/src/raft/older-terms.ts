import type { Entry, LogIndex, Term, TermRun } from './types.ts';

/** The terms of consecutive entries that are not in memory. Leaders write many entries each, so few runs tell of all. */
export class OlderTerms {
  /** Ascending; each reaches to just before the next one. */
  #runs: TermRun[];

  constructor(runs: readonly TermRun[]) {
    this.#runs = [...runs];
  }

  /** The term of the entry at `index`, which must be one of them. */
  at(index: number): Term | undefined {
    return this.#runs[this.#runOf(index)]?.term;
  }

  /** The last index, not after `index`, whose term is at most `limit`. */
  lastIndexOfTermAtMost(index: number, limit: Term): number | undefined {
    const from = this.#runOf(index);
    // Terms never fall along a log, so of all runs up to there only the last that qualifies matters.
    for (let at = from; at >= 0; at--)
      if ((this.#runs[at] as TermRun).term <= limit)
        return at === from ? index : (this.#runs[at + 1] as TermRun).first - 1;
    return undefined;
  }

  /** Adds the entries that follow. */
  add(entries: readonly Entry[]): void {
    for (const { index, term } of entries)
      if (this.#runs.at(-1)?.term !== term) this.#runs.push({ first: index, term });
  }

  /** Forgets the entries up to `index`, one of them. */
  dropThrough(index: LogIndex): void {
    const next = (index + 1) as LogIndex;
    const at = this.#runOf(next);
    this.#runs = this.#runs.slice(Math.max(0, at));
    const [first] = this.#runs;
    if (first !== undefined && first.first < next) this.#runs[0] = { first: next, term: first.term };
  }

  clear(): void {
    this.#runs = [];
  }

  #runOf(index: number): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#runs[middle] as TermRun).first <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
