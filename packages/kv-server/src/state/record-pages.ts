import { ALIGNMENT, recordBytes, RecordPage, type KeyHistory, type KeyRecord } from './record-page.ts';

/** Where a record is: the number of its page, and its place there, in one number. */
export type RecordLocation = number;

/** The record of `key` is elsewhere from now on. */
type OnMoved = (key: Uint8Array, from: RecordLocation, to: RecordLocation) => void;

const MIN_PAGE_BYTES = 16_384;
const MAX_PAGE_BYTES = 262_144;
/** So many locations are of one page. */
const PLACES = MAX_PAGE_BYTES / ALIGNMENT;
/** A record that would take more than this part of a page gets one to itself, lest the end of another be wasted. */
const LARGE_RECORD_SHARE = 1 / 4;
/** Pages take at most so many times the bytes of what is current, and so many more. */
const MAX_HELD_SHARE = 1.5;
const SPARE_BYTES = 16 * 1024 * 1024;

/**
 * The records of a store in few large pieces of memory. An object for each of a million records would cost more than what
 * it holds, and hold up everything whenever the garbage collector looks at it.
 *
 * Records are only appended. One that has ended stays where it is until the rest of its page was moved away. So a capture,
 * which is no more than a list of pages and how far they were filled, still finds all that was current.
 */
export class RecordPages {
  /** By their numbers. */
  readonly #pages: (RecordPage | null)[] = [];
  readonly #unusedNumbers: number[] = [];
  /** The number of the page that is being filled. */
  #open: number | null = null;
  #held = 0;
  #live = 0;
  readonly #spareBytes: number;

  /** Up to `spareBytes` may be taken by what has ended, however little else there is. */
  constructor(spareBytes: number = SPARE_BYTES) {
    this.#spareBytes = spareBytes;
  }

  /** Bytes of memory that the pages take. */
  get heldBytes(): number {
    return this.#held;
  }

  /** Appends a record. `pieces` are the key and the value, cut anywhere. */
  add(history: KeyHistory, keyLength: number, pieces: readonly Uint8Array[]): RecordLocation {
    let length = 0;
    for (const piece of pieces) length += piece.length;
    const bytes = recordBytes(keyLength, length - keyLength);
    const number = this.#pageWithRoom(bytes);
    this.#live += bytes;
    return locationOf(number, this.#page(number).add(history, keyLength, pieces));
  }

  /** Says that a record has not been current since `revision`. */
  end(location: RecordLocation, revision: number): void {
    const number = numberOf(location);
    const page = this.#page(number);
    this.#live -= page.end(placeOf(location), revision);
    if (page.live === 0 && number !== this.#open) this.#release(number);
  }

  isKeyAt(location: RecordLocation, key: Uint8Array, length: number): boolean {
    return this.#page(numberOf(location)).isKeyAt(placeOf(location), key, length);
  }

  historyAt(location: RecordLocation): KeyHistory {
    return this.#page(numberOf(location)).historyAt(placeOf(location));
  }

  /** A view of a value. It keeps a whole page alive. */
  valueAt(location: RecordLocation): Uint8Array {
    return this.#page(numberOf(location)).valueAt(placeOf(location));
  }

  recordAt(location: RecordLocation): KeyRecord {
    return this.#page(numberOf(location)).recordAt(placeOf(location));
  }

  /** The records that are current now, at `revision`, whatever is appended, ended and moved before they are read. */
  capture(revision: number): Iterable<KeyRecord> {
    const pages = this.#pages.filter((page) => page !== null).map((page) => ({ page, filled: page.filled }));
    return {
      *[Symbol.iterator]() {
        for (const { page, filled } of pages)
          for (const place of placesAt(page, revision, filled)) yield page.recordAt(place);
      },
    };
  }

  /**
   * Moves the records of one page to the end of others if too much of the memory is taken by what has ended, and calls
   * `onMoved` for each; they can be found where they were until all are moved.
   */
  compact(revision: number, onMoved: OnMoved): void {
    if (this.#held <= this.#live * MAX_HELD_SHARE + this.#spareBytes) return;
    const number = this.#emptiest();
    if (number === null) return;
    const page = this.#page(number);
    for (const place of placesAt(page, revision, page.filled))
      onMoved(page.keyAt(place), locationOf(number, place), this.#copy(page, place));
    this.#live -= page.live;
    this.#release(number);
  }

  #copy(page: RecordPage, place: number): RecordLocation {
    const bytes = page.bytesAt(place);
    const number = this.#pageWithRoom(bytes);
    this.#live += bytes;
    return locationOf(number, this.#page(number).copy(page, place));
  }

  #page(number: number): RecordPage {
    return this.#pages[number] as RecordPage;
  }

  #pageWithRoom(bytes: number): number {
    if (bytes > MAX_PAGE_BYTES * LARGE_RECORD_SHARE) return this.#addPage(bytes);
    if (this.#open !== null) {
      const { capacity, filled } = this.#page(this.#open);
      if (filled + bytes <= capacity) return this.#open;
    }
    // Small stores take little memory: a page is as large as all others together, within bounds.
    const capacity = Math.min(MAX_PAGE_BYTES, Math.max(MIN_PAGE_BYTES, this.#held, 4 * bytes));
    this.#open = this.#addPage(capacity);
    return this.#open;
  }

  #addPage(capacity: number): number {
    const number = this.#unusedNumbers.pop() ?? this.#pages.length;
    this.#pages[number] = new RecordPage(capacity);
    this.#held += capacity;
    return number;
  }

  #release(number: number): void {
    this.#held -= this.#page(number).capacity;
    this.#pages[number] = null;
    this.#unusedNumbers.push(number);
  }

  /** The page, but for the one that is being filled, of which the largest part has ended. */
  #emptiest(): number | null {
    let emptiest: number | null = null;
    let least = 1;
    for (const [number, page] of this.#pages.entries()) {
      if (page === null || number === this.#open || page.live >= least * page.capacity) continue;
      emptiest = number;
      least = page.live / page.capacity;
    }
    return emptiest;
  }
}

/** The places of those records below `filled` that were current at `revision`. */
function* placesAt(page: RecordPage, revision: number, filled: number): Generator<number, void, undefined> {
  let place = page.nextAt(revision, 0, filled);
  while (place < filled) {
    yield place;
    place = page.nextAt(revision, place + page.bytesAt(place), filled);
  }
}

function locationOf(number: number, place: number): RecordLocation {
  return number * PLACES + place / ALIGNMENT;
}

function numberOf(location: RecordLocation): number {
  return Math.floor(location / PLACES);
}

function placeOf(location: RecordLocation): number {
  return (location % PLACES) * ALIGNMENT;
}
