import {
  isNodeId,
  logIndex,
  type Entry,
  type HardState,
  type LogPosition,
  type Term,
  type TermRuns,
} from '@seaworthy/core';

import { MAX_ENTRY_BYTES } from './record.ts';

/** A log without the data of its entries. */
export interface OutlinedLog {
  readonly hardState: HardState;
  readonly base: LogPosition;
  readonly last: LogPosition;
  readonly terms: TermRuns;
}

/**
 * Which indices the log has, and their terms, but no data: enough to refuse a write that would leave a log that could
 * not be read again. Methods return null, or a phrase that says what was expected.
 */
export class LogOutline {
  #hardState: HardState;
  #base: LogPosition;
  #last: LogPosition;
  readonly #terms: TermRuns;

  /** Takes over the terms. */
  constructor({ hardState, base, last, terms }: OutlinedLog) {
    this.#hardState = hardState;
    this.#base = base;
    this.#last = last;
    this.#terms = terms;
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

  append(hardState: HardState | null, entries: readonly Entry[]): string | null {
    const wrong = this.#checkHardState(hardState) ?? this.#checkEntries(entries);
    if (wrong !== null) return wrong;
    if (hardState !== null) this.#hardState = hardState;
    const [first] = entries;
    if (first !== undefined) this.#truncate(first.index);
    for (const entry of entries) this.#push(entry);
    return null;
  }

  compact(through: LogPosition): string | null {
    if (through.index > this.#last.index) return `at most ${this.#last.index}, the last entry`;
    if (through.index > this.#base.index) {
      const expected = this.#termAt(through.index);
      if (expected !== through.term) return `term ${expected} at index ${through.index}, got ${through.term}`;
      this.#base = { index: through.index, term: through.term };
      this.#terms.dropThrough(through.index);
    }
    return null;
  }

  reset(base: LogPosition): string | null {
    if (!isPosition(base)) return 'a whole index and term';
    this.#base = { index: base.index, term: base.term };
    this.#last = this.#base;
    this.#terms.clear();
    return null;
  }

  #checkHardState(hardState: HardState | null): string | null {
    if (hardState === null) return null;
    if (!Number.isSafeInteger(hardState.term) || hardState.term < this.#hardState.term)
      return `a term of at least ${this.#hardState.term}, got ${hardState.term}`;
    if (hardState.votedFor !== null && !isNodeId(hardState.votedFor))
      return `a vote for a node id, got ${JSON.stringify(hardState.votedFor)}`;
    return null;
  }

  #checkEntries(entries: readonly Entry[]): string | null {
    const [first] = entries;
    if (first === undefined) return null;
    if (!isPosition(first) || first.index <= this.#base.index || first.index > this.#last.index + 1)
      return `a first index from ${this.#base.index + 1} to ${this.#last.index + 1}, got ${first.index}`;
    let { index } = first;
    let term = this.#termAt(index - 1);
    for (const entry of entries) {
      if (entry.index !== index) return `entry ${index}, got entry ${entry.index}`;
      if (!Number.isSafeInteger(entry.term) || entry.term < term)
        return `a term of at least ${term} in entry ${index}, got ${entry.term}`;
      if (entry.data.byteLength > MAX_ENTRY_BYTES)
        return `at most ${MAX_ENTRY_BYTES} bytes in entry ${index}, got ${entry.data.byteLength}`;
      term = entry.term;
      index = logIndex(index + 1);
    }
    return null;
  }

  /** The term of an index from the base to the last entry. */
  #termAt(index: number): Term {
    if (index === this.#last.index) return this.#last.term;
    const found = index === this.#base.index ? this.#base.term : this.#terms.at(index);
    if (found === undefined)
      throw new RangeError(`no entry ${index}: the log goes from ${this.#base.index} to ${this.#last.index}`);
    return found;
  }

  #truncate(from: number): void {
    if (from > this.#last.index) return;
    const term = this.#termAt(from - 1);
    this.#terms.truncate(from);
    this.#last = { index: logIndex(from - 1), term };
  }

  #push(entry: Entry): void {
    this.#terms.add(entry.index, entry.term);
    this.#last = { index: entry.index, term: entry.term };
  }
}

function isPosition(position: LogPosition): boolean {
  const { index, term } = position;
  return Number.isSafeInteger(index) && index >= 0 && Number.isSafeInteger(term) && term >= 0;
}
