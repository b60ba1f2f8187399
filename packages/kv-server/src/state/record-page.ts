/** When a key came to be and was changed; see `KeyState`. */
export interface KeyHistory {
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
}

/** A key, its value and its history at one revision. */
export interface KeyRecord extends KeyHistory {
  readonly keyLength: number;
  /** The key and right behind it the value; a view. */
  readonly keyAndValue: Uint8Array;
}

/** A view of the key of a record. */
export function keyOf({ keyLength, keyAndValue }: KeyRecord): Uint8Array {
  return keyAndValue.subarray(0, keyLength);
}

/** Records begin at multiples of so many bytes, which lets their numbers be read as elements of an array. */
export const ALIGNMENT = 8;

/*
 * A record in memory: the revision that ended it, or 0; createRevision; modRevision; version (8 bytes each); the lengths of
 * key and value (4 each); key; value. Numbers are as the processor has them, for a page never leaves its process.
 */
const HEADER_BYTES = 40;
const ENDED = 0;
const CREATED = 1;
const MODIFIED = 2;
const VERSION = 3;
const KEY_LENGTH = 8;
const VALUE_LENGTH = 9;

/** The bytes that a record takes. */
export function recordBytes(keyLength: number, valueLength: number): number {
  return Math.ceil((HEADER_BYTES + keyLength + valueLength) / ALIGNMENT) * ALIGNMENT;
}

/**
 * Memory that records are appended to. Nothing in it is altered afterwards but the mark that a record has ended: whoever
 * holds a view of a value, or a page as it was, goes on seeing the same.
 */
export class RecordPage {
  readonly #bytes: Buffer;
  readonly #numbers: Float64Array;
  readonly #lengths: Uint32Array;
  #filled = 0;
  #live = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
    this.#numbers = new Float64Array(this.#bytes.buffer);
    this.#lengths = new Uint32Array(this.#bytes.buffer);
  }

  get capacity(): number {
    return this.#bytes.length;
  }

  /** Bytes of all records. */
  get filled(): number {
    return this.#filled;
  }

  /** Bytes of the records that have not ended. */
  get live(): number {
    return this.#live;
  }

  /** Appends a record, for which there must be room. `pieces` are the key and the value, cut anywhere. Returns its place. */
  add(history: KeyHistory, keyLength: number, pieces: readonly Uint8Array[]): number {
    const place = this.#filled;
    let end = place + HEADER_BYTES;
    for (const piece of pieces) {
      this.#bytes.set(piece, end);
      end += piece.length;
    }
    const numbers = place / 8;
    this.#numbers[numbers + ENDED] = 0;
    this.#numbers[numbers + CREATED] = history.createRevision;
    this.#numbers[numbers + MODIFIED] = history.modRevision;
    this.#numbers[numbers + VERSION] = history.version;
    const valueLength = end - place - HEADER_BYTES - keyLength;
    this.#lengths[place / 4 + KEY_LENGTH] = keyLength;
    this.#lengths[place / 4 + VALUE_LENGTH] = valueLength;
    const bytes = recordBytes(keyLength, valueLength);
    this.#filled += bytes;
    this.#live += bytes;
    return place;
  }

  /** Appends a copy of a record of another page, for which there must be room. Returns its place. */
  copy(from: RecordPage, place: number): number {
    const copied = this.#filled;
    const bytes = from.bytesAt(place);
    this.#bytes.set(new Uint8Array(from.#bytes.buffer, place, bytes), copied);
    this.#filled += bytes;
    this.#live += bytes;
    return copied;
  }

  /** Says that the record at `place` has not been current since `revision`. Returns its bytes. */
  end(place: number, revision: number): number {
    this.#numbers[place / 8 + ENDED] = revision;
    const bytes = this.bytesAt(place);
    this.#live -= bytes;
    return bytes;
  }

  historyAt(place: number): KeyHistory {
    const numbers = place / 8;
    return {
      createRevision: this.#numbers[numbers + CREATED] as number,
      modRevision: this.#numbers[numbers + MODIFIED] as number,
      version: this.#numbers[numbers + VERSION] as number,
    };
  }

  /** Whether the key at `place` is the first `length` bytes of `key`. */
  isKeyAt(place: number, key: Uint8Array, length: number): boolean {
    if (this.#keyLengthAt(place) !== length) return false;
    const start = place + HEADER_BYTES;
    for (let at = 0; at < length; at++) if (this.#bytes[start + at] !== key[at]) return false;
    return true;
  }

  /** A view of the value at `place`. */
  valueAt(place: number): Uint8Array {
    const start = place + HEADER_BYTES + this.#keyLengthAt(place);
    return new Uint8Array(this.#bytes.buffer, start, this.#valueLengthAt(place));
  }

  /** A view of the key at `place`. */
  keyAt(place: number): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, place + HEADER_BYTES, this.#keyLengthAt(place));
  }

  recordAt(place: number): KeyRecord {
    const { createRevision, modRevision, version } = this.historyAt(place);
    const keyLength = this.#keyLengthAt(place);
    const length = keyLength + this.#valueLengthAt(place);
    const keyAndValue = new Uint8Array(this.#bytes.buffer, place + HEADER_BYTES, length);
    return { createRevision, modRevision, version, keyLength, keyAndValue };
  }

  /** The place of the first record from `place` on that was current at `revision`; `end` if there is none before that. */
  nextAt(revision: number, place: number, end: number): number {
    let next = place;
    while (next < end) {
      const ended = this.#numbers[next / 8 + ENDED] as number;
      if (ended === 0 || ended > revision) return next;
      next += this.bytesAt(next);
    }
    return end;
  }

  /** The bytes that the record at `place` takes. */
  bytesAt(place: number): number {
    return recordBytes(this.#keyLengthAt(place), this.#valueLengthAt(place));
  }

  #keyLengthAt(place: number): number {
    return this.#lengths[place / 4 + KEY_LENGTH] as number;
  }

  #valueLengthAt(place: number): number {
    return this.#lengths[place / 4 + VALUE_LENGTH] as number;
  }
}
