import { invariant } from './invariant.ts';
import { logIndex, term, type Entry, type LogIndex, type LogPosition, type Term } from './types.ts';

/** Entries without data weigh nothing by their bytes; a message holds no more of them all the same. */
const MAX_ENTRIES = 65_536;

/** The log as this node holds it in memory: everything after `base`. */
export class RaftLog {
  #base: LogPosition;
  #entries: Entry[];

  constructor(base: LogPosition, entries: readonly Entry[]) {
    this.#base = base;
    this.#entries = [...entries];
    for (const [offset, entry] of entries.entries()) {
      invariant(
        entry.index === base.index + 1 + offset,
        `entry ${entry.index} stands at ${base.index + 1 + offset}`,
      );
    }
  }

  /** The position just before the first entry. */
  get base(): LogPosition {
    return this.#base;
  }

  get last(): LogPosition {
    return this.#entries.at(-1) ?? this.#base;
  }

  /** The term of the entry at `index`; undefined before the base and beyond the end. */
  termAt(index: number): Term | undefined {
    if (index === this.#base.index) return this.#base.term;
    return this.#entries[index - this.#base.index - 1]?.term;
  }

  contains(position: LogPosition): boolean {
    return this.termAt(position.index) === position.term;
  }

  /** The election restriction: `last` is at least as up to date as this log (Raft §5.4.1). */
  isUpToDate(last: LogPosition): boolean {
    const own = this.last;
    return last.term > own.term || (last.term === own.term && last.index >= own.index);
  }

  /** The last index, not after `index`, whose term is at most `limit`: nothing in between can agree. At least the base. */
  lastIndexOfTermAtMost(index: number, limit: Term): LogPosition {
    let at = Math.min(index, this.last.index);
    while (at > this.#base.index && (this.termAt(at) as Term) > limit) at--;
    at = Math.max(at, this.#base.index);
    return { index: logIndex(at), term: this.termAt(at) ?? term(0) };
  }

  /** Entries from `from` on, through `through`, until their data exceed `maxBytes`; the first is always among them. */
  slice(from: number, through: number, maxBytes: number): Entry[] {
    invariant(
      from > this.#base.index,
      `entry ${from} is compacted away, the log begins after ${this.#base.index}`,
    );
    const start = from - this.#base.index - 1;
    const most = maxBytes === Number.POSITIVE_INFINITY ? maxBytes : start + MAX_ENTRIES;
    const limit = Math.min(through - this.#base.index, this.last.index - this.#base.index, most);
    let end = start;
    let bytes = 0;
    while (end < limit) {
      bytes += (this.#entries[end] as Entry).data.length;
      if (bytes > maxBytes && end > start) break;
      end++;
    }
    return this.#entries.slice(start, end);
  }

  /** Adds entries at the end. */
  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      invariant(
        entry.index === this.last.index + 1,
        `entry ${entry.index} does not follow ${this.last.index}`,
      );
      invariant(
        entry.term >= this.last.term,
        `term ${entry.term} of entry ${entry.index} follows ${this.last.term}`,
      );
      this.#entries.push(entry);
    }
  }

  /** Removes the entry at `from` and everything after it. */
  truncateFrom(from: LogIndex): void {
    invariant(
      from > this.#base.index,
      `cannot truncate from ${from}, the log begins after ${this.#base.index}`,
    );
    this.#entries.length = Math.min(this.#entries.length, from - this.#base.index - 1);
  }

  /** Forgets entries up to and including `index`. */
  compact(index: LogIndex): LogPosition {
    const base = { index, term: this.termAt(index) };
    invariant(base.term !== undefined, `cannot compact through ${index}, which is not in the log`);
    this.#entries = this.#entries.slice(index - this.#base.index);
    this.#base = base as LogPosition;
    return this.#base;
  }

  /** Becomes an empty log that begins after `base`. */
  reset(base: LogPosition): void {
    this.#base = { index: base.index, term: base.term };
    this.#entries = [];
  }
}
