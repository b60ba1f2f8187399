import type { LogIndex, OmittedEntries, Term, TermRun } from './types.ts';

/** The terms of consecutive entries. Terms never fall along a log (Raft §5.3), so a handful of runs says them all. */
export class TermRuns {
  /** Ascending; each reaches to just before the next one. */
  #runs: TermRun[];
  #last: number;

  /** Those of `omitted`; without it, of nothing yet. */
  constructor(omitted?: OmittedEntries) {
    this.#runs = [...(omitted?.terms ?? [])];
    this.#last = omitted?.through ?? 0;
  }

  get runs(): readonly TermRun[] {
    return this.#runs;
  }

  /** `index` comes right behind the last one. */
  add(index: LogIndex, term: Term): void {
    if (this.#runs.at(-1)?.term !== term) this.#runs.push({ first: index, term });
    this.#last = index;
  }

  /** The term at `index`; undefined where it is not among them. */
  at(index: number): Term | undefined {
    return index > this.#last ? undefined : this.#runs[this.#runOf(index)]?.term;
  }

  /** The last index, not after `index`, whose term is at most `limit`; undefined where there is none. */
  lastIndexOfTermAtMost(index: number, limit: Term): number | undefined {
    const from = this.#runOf(index);
    for (let at = from; at >= 0; at--)
      if ((this.#runs[at] as TermRun).term <= limit)
        return at === from ? index : (this.#runs[at + 1] as TermRun).first - 1;
    return undefined;
  }

  /** Forgets `index` and everything behind it. */
  truncate(index: number): void {
    while ((this.#runs.at(-1)?.first ?? 0) >= index) this.#runs.pop();
    this.#last = Math.min(this.#last, index - 1);
  }

  /** Forgets everything up to `index`. */
  dropThrough(index: number): void {
    const next = (index + 1) as LogIndex;
    const term = this.at(next);
    const behind = this.#runs.slice(this.#runOf(next) + 1);
    this.#runs = term === undefined ? [] : [{ first: next, term }, ...behind];
  }

  clear(): void {
    this.#runs = [];
  }

  /** The place of the run that `index` is in, or would be in behind the end; -1 before the first. */
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
