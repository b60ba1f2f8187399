import {
  logIndex,
  stillLost,
  term,
  TermRuns,
  type Entry,
  type HardState,
  type LogPosition,
  type LostEntries,
  type StoredLog,
} from '@seaworthy/core';

import type { EntryRecord, LogRecord } from './record.ts';

/** Where the log stands at one place in its records; each segment's header repeats it. */
export interface LogBounds {
  readonly base: LogPosition;
  readonly last: LogPosition;
  /** What is missing at the end; null where nothing is. */
  readonly lost: LostEntries | null;
}

/**
 * Rebuilds a log from its records, in the order they were written. The first segments may be gone, so entries before
 * the first one seen may be missing; {@link finish} allows that only for those that a compaction gave up. Of the entries up
 * to an index, only the terms are kept.
 *
 * Every method that takes something returns null, or a phrase that says why it cannot be.
 */
export class Replay {
  #hardState: HardState = { term: term(0), votedFor: null };
  #base: LogPosition;
  #last: LogPosition;
  /** The index of the first entry that was seen, or of the one expected next where there is none. */
  #first: number;
  readonly #terms = new TermRuns();
  readonly #omitThrough: number;
  #entries: Entry[] = [];
  #lost: LostEntries | null;

  constructor(bounds: LogBounds, omitThrough: number) {
    this.#base = bounds.base;
    this.#last = bounds.last;
    this.#first = bounds.last.index + 1;
    this.#lost = bounds.lost;
    this.#omitThrough = omitThrough;
  }

  get hardState(): HardState {
    return this.#hardState;
  }

  get base(): LogPosition {
    return this.#base;
  }

  get last(): LogPosition {
    return this.#last;
  }

  get lost(): LostEntries | null {
    return this.#lost;
  }

  /** The terms of all entries behind the base. */
  get terms(): TermRuns {
    return this.#terms;
  }

  /** The log, as its store answers it. */
  get stored(): StoredLog {
    const through = Math.min(this.#omitThrough, this.#last.index);
    const terms = this.#terms.runs.filter(({ first }) => first <= through);
    return {
      hardState: this.#hardState,
      base: this.#base,
      entries: this.#entries,
      ...(through > this.#base.index && { omitted: { through: logIndex(through), terms } }),
      ...(this.#lost !== null && { lost: this.#lost }),
    };
  }

  take(record: LogRecord): string | null {
    switch (record.type) {
      case 'entry':
        return this.#takeEntry(record);
      case 'hard-state':
        return this.#takeHardState(record.hardState);
      case 'compact':
        return this.#compact(record.position);
      case 'reset':
        this.#reset(record.position);
        return null;
      case 'mark':
        return null;
    }
  }

  /** Says why a segment whose header holds `bounds` cannot follow. */
  follow(bounds: LogBounds): string | null {
    const same = samePosition(bounds.base, this.#base) && samePosition(bounds.last, this.#last);
    if (!same) return 'does not continue the log where the segment before it ends';
    this.#lost = bounds.lost;
    return null;
  }

  /** Says why the log is not whole at its end. */
  finish(): string | null {
    const needed = this.#base.index + 1;
    if (this.#last.index >= needed && this.#first > needed)
      return `holds no entries from ${needed} to ${this.#first - 1}`;
    const [first] = this.#terms.runs;
    if (first !== undefined && first.term < this.#base.term)
      return `has entry ${first.first} of term ${first.term} behind a base of term ${this.#base.term}`;
    return null;
  }

  #takeEntry(record: EntryRecord): string | null {
    const { index, term: ofTerm } = record;
    if (index <= this.#base.index)
      return `holds entry ${index}, which is not beyond the base ${this.#base.index}`;
    if (index > this.#last.index + 1) return `holds entry ${index} right after entry ${this.#last.index}`;
    const follows = index === this.#last.index + 1;
    const before = follows && index > this.#first ? this.#last.term : this.#terms.at(index - 1);
    if (before !== undefined && ofTerm < before)
      return `holds entry ${index} of term ${ofTerm} after one of term ${before}`;
    if (!follows) this.#truncate(index);
    this.#terms.add(index, ofTerm);
    if (index > this.#omitThrough) this.#entries.push(record.entry());
    this.#last = { index, term: ofTerm };
    this.#lost = stillLost(this.#lost, this.#last);
    return null;
  }

  #truncate(index: number): void {
    this.#first = Math.min(this.#first, index);
    this.#terms.truncate(index);
    this.#entries.length = Math.max(0, this.#entries.length - (this.#last.index - index + 1));
  }

  #takeHardState(hardState: HardState): string | null {
    if (hardState.term < this.#hardState.term)
      return `goes back from term ${this.#hardState.term} to term ${hardState.term}`;
    this.#hardState = hardState;
    return null;
  }

  #compact(through: LogPosition): string | null {
    const { index } = through;
    if (index < this.#base.index || index > this.#last.index)
      return `is compacted through ${index}, outside of ${this.#base.index} to ${this.#last.index}`;
    if (index >= this.#first) {
      const found = this.#terms.at(index);
      if (found !== through.term)
        return `is compacted through ${index} of term ${through.term}, which has term ${found}`;
      this.#entries.splice(0, this.#entries.length - (this.#last.index - index));
      this.#terms.dropThrough(index);
      this.#first = index + 1;
    }
    this.#base = through;
    return null;
  }

  #reset(base: LogPosition): void {
    this.#entries = [];
    this.#terms.clear();
    this.#base = base;
    this.#last = base;
    this.#first = base.index + 1;
    this.#lost = stillLost(this.#lost, base);
  }
}

function samePosition(a: LogPosition, b: LogPosition): boolean {
  return a.index === b.index && a.term === b.term;
}
