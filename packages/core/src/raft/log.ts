import { invariant } from './invariant.ts';
import { TermRuns } from './term-runs.ts';
import {
  logIndex,
  term,
  type Entry,
  type LogIndex,
  type LogPosition,
  type OmittedEntries,
  type Term,
  type TermRun,
} from './types.ts';

/** Entries without data weigh nothing by their bytes; a message holds no more of them all the same. */
const MAX_ENTRIES = 65_536;

/** What an entry takes in memory beside its data, about. */
const ENTRY_BYTES = 128;

/** The log as this node knows it: everything after `base`; by its terms alone at first, with the entries of the tail. */
export class RaftLog {
  #base: LogPosition;
  /** Of the entries behind the base that are not in memory. */
  readonly #older: TermRuns;
  /** The position just before the first entry in memory. */
  #before: LogPosition;
  #entries: Entry[];
  #bytes: number;

  constructor(base: LogPosition, entries: readonly Entry[], omitted?: OmittedEntries) {
    this.#base = base;
    this.#older = new TermRuns(omitted);
    this.#before = omitted === undefined ? base : this.#positionOf(omitted);
    this.#entries = [...entries];
    this.#bytes = bytesOf(entries);
    for (const [offset, entry] of entries.entries()) {
      invariant(
        entry.index === this.#before.index + 1 + offset,
        `entry ${entry.index} stands at ${this.#before.index + 1 + offset}`,
      );
    }
  }

  #positionOf({ through, terms }: OmittedEntries): LogPosition {
    invariant(
      terms[0]?.first === this.#base.index + 1 && (terms.at(-1) as TermRun).first <= through,
      `the terms of omitted entries do not reach from ${this.#base.index + 1} to ${through}`,
    );
    return { index: through, term: (terms.at(-1) as TermRun).term };
  }

  /** The position just before the first entry. */
  get base(): LogPosition {
    return this.#base;
  }

  get last(): LogPosition {
    return this.#entries.at(-1) ?? this.#before;
  }

  /** What the entries of the log in memory take, in bytes, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the entry at `index`, and so all after it, is in memory. */
  isInMemory(index: number): boolean {
    return index > this.#before.index;
  }

  /** The last of the entries of which memory holds nothing but the terms; the base without any. */
  get lastOutOfMemory(): LogIndex {
    return this.#before.index;
  }

  /** The term of the entry at `index`; undefined before the base and beyond the end. */
  termAt(index: number): Term | undefined {
    if (index > this.#before.index) return this.#entries[index - this.#before.index - 1]?.term;
    if (index === this.#before.index) return this.#before.term;
    if (index === this.#base.index) return this.#base.term;
    return index < this.#base.index ? undefined : this.#older.at(index);
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
    while (at > this.#before.index && (this.termAt(at) as Term) > limit) at--;
    if (at <= this.#before.index) at = this.#older.lastIndexOfTermAtMost(at, limit) ?? this.#base.index;
    at = Math.max(at, this.#base.index);
    return { index: logIndex(at), term: this.termAt(at) ?? term(0) };
  }

  /**
   * Entries from `from` on, which is in memory, through `through`, until their data exceed `maxBytes`; the first is always
   * among them.
   */
  slice(from: number, through: number, maxBytes: number): Entry[] {
    invariant(
      this.isInMemory(from),
      `entry ${from} is not in memory, only those after ${this.#before.index}`,
    );
    const start = from - this.#before.index - 1;
    const most = maxBytes === Number.POSITIVE_INFINITY ? maxBytes : start + MAX_ENTRIES;
    const limit = Math.min(through - this.#before.index, this.#entries.length, most);
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
    this.#bytes += bytesOf(entries);
  }

  /** Removes the entry at `from`, which is in memory, and everything after it. */
  truncateFrom(from: LogIndex): void {
    invariant(this.isInMemory(from), `cannot truncate from ${from}, only after ${this.#before.index}`);
    const removed = this.#entries.splice(from - this.#before.index - 1);
    this.#bytes -= bytesOf(removed);
  }

  /** Once the entries in memory take more than `maxBytes`: gives up the oldest, none after `through`, and a few more. */
  relieve(through: LogIndex, maxBytes: number): void {
    if (this.#bytes <= maxBytes) return;
    const most = through - this.#before.index;
    let count = 0;
    // Each time copies what stays; a quarter at once makes that cheap.
    while (count < most && this.#bytes > maxBytes * 0.75)
      this.#bytes -= sizeOf(this.#entries[count++] as Entry);
    if (count <= 0) return;
    for (const { index, term } of this.#entries.slice(0, count)) {
      this.#older.add(index, term);
      this.#before = { index, term };
    }
    this.#entries = this.#entries.slice(count);
  }

  /** Forgets entries up to and including `index`. */
  compact(index: LogIndex): LogPosition {
    const termThere = this.termAt(index);
    invariant(termThere !== undefined, `cannot compact through ${index}, which is not in the log`);
    this.#base = { index, term: termThere };
    if (index < this.#before.index) {
      this.#older.dropThrough(index);
      return this.#base;
    }
    this.#bytes -= bytesOf(this.#entries.slice(0, index - this.#before.index));
    this.#entries = this.#entries.slice(index - this.#before.index);
    this.#older.clear();
    this.#before = this.#base;
    return this.#base;
  }

  /** Becomes an empty log that begins after `base`. */
  reset(base: LogPosition): void {
    this.#base = { index: base.index, term: base.term };
    this.#older.clear();
    this.#before = this.#base;
    this.#entries = [];
    this.#bytes = 0;
  }
}

function sizeOf({ data }: Entry): number {
  return ENTRY_BYTES + data.length;
}

function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
}
