import { logIndex, type LogIndex, type Term, type TermRun } from '@seaworthy/core';

/** The terms of consecutive entries. Terms never fall along a log (Raft §5.3), so a handful of runs says them all. */
export class TermRuns {
  #runs: TermRun[] = [];
  #last = 0;

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
    return index > this.#last ? undefined : this.#runs.findLast(({ first }) => first <= index)?.term;
  }

  /** Forgets `index` and everything behind it. */
  truncate(index: number): void {
    while ((this.#runs.at(-1)?.first ?? 0) >= index) this.#runs.pop();
    this.#last = Math.min(this.#last, index - 1);
  }

  /** Forgets everything up to `index`. */
  dropThrough(index: number): void {
    const next = index + 1;
    const term = this.at(next);
    const behind = this.#runs.filter(({ first }) => first > next);
    this.#runs = term === undefined ? [] : [{ first: logIndex(next), term }, ...behind];
  }

  clear(): void {
    this.#runs = [];
  }
}
