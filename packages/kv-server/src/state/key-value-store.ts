import type { KeyState } from '@seaworthy/client/wire';

import { detached, keyFromString, keyToString, sameBytes } from './bytes.ts';
import type { HashSecret } from './key-hash.ts';
import { KeyIndex } from './key-index.ts';
import { keyOf, type KeyRecord } from './record-page.ts';
import { RecordPages, type RecordLocation } from './record-pages.ts';

/** What a change did, or why it was not made. */
export type ChangeOutcome =
  | { readonly changed: true; readonly revision: number }
  | { readonly changed: false; readonly reason: 'mismatch'; readonly current: KeyState | null }
  | { readonly changed: false; readonly reason: 'absent' }
  | { readonly changed: false; readonly reason: 'too_large'; readonly bytes: number };

/**
 * Keys, values and revisions as etcd has them: every change raises the store's revision by one; a key remembers the
 * revision at which it came to be, that of its last change, and how many changes there were in between.
 *
 * A value that was handed out is a view of memory that is never altered.
 */
export class KeyValueStore {
  #revision: number;
  readonly #records: RecordPages;
  readonly #index: KeyIndex;

  /** `secret` is the process's own, and nothing that can be seen depends on it. */
  constructor(secret: HashSecret, revision = 0, records: RecordPages = new RecordPages()) {
    this.#revision = revision;
    this.#records = records;
    this.#index = new KeyIndex(secret, (location, key, length) => records.isKeyAt(location, key, length));
  }

  /** The number of changes so far. */
  get revision(): number {
    return this.#revision;
  }

  /** The number of keys. */
  get size(): number {
    return this.#index.size;
  }

  /** Bytes of memory that all of it takes. */
  get heldBytes(): number {
    return this.#records.heldBytes + this.#index.heldBytes;
  }

  get(key: Uint8Array): KeyState | null {
    const location = this.#index.get(this.#index.hashOf(key), key);
    if (location === undefined) return null;
    return { value: this.#records.valueAt(location), ...this.#records.historyAt(location) };
  }

  /** The records of all keys as they are now, in no particular order, whatever happens before they are read. */
  capture(): Iterable<KeyRecord> {
    return this.#records.capture(this.#revision);
  }

  /** The records of all keys, in the order of the keys. */
  *sorted(): Generator<KeyRecord, void, undefined> {
    const names = Array.from(this.capture(), (record) => keyToString(keyOf(record))).sort();
    for (const name of names) {
      const key = keyFromString(name);
      yield this.#records.recordAt(this.#index.get(this.#index.hashOf(key), key) as RecordLocation);
    }
  }

  /** Adds a key as it was captured, and says whether it was not there yet. */
  restore(record: KeyRecord): boolean {
    const key = keyOf(record);
    const hash = this.#index.hashOf(key);
    if (this.#index.get(hash, key) !== undefined) return false;
    this.#index.add(hash, this.#records.add(record, record.keyLength, [record.keyAndValue]));
    return true;
  }

  /** Puts a value, which stands right behind its key. */
  put(keyAndValue: Uint8Array, keyLength: number): ChangeOutcome {
    return this.#set(keyAndValue, keyLength, [keyAndValue]);
  }

  /** Adds `value` to the end of what is there; an absent key counts as empty. Refused beyond `maxBytes`. */
  append(key: Uint8Array, value: Uint8Array, maxBytes: number): ChangeOutcome {
    const before = this.get(key)?.value;
    if (before === undefined) return this.#set(key, key.length, [key, value]);
    const bytes = before.length + value.length;
    if (bytes > maxBytes) return { changed: false, reason: 'too_large', bytes };
    return this.#set(key, key.length, [key, before, value]);
  }

  delete(key: Uint8Array): ChangeOutcome {
    const hash = this.#index.hashOf(key);
    const location = this.#index.get(hash, key);
    if (location === undefined) return { changed: false, reason: 'absent' };
    this.#index.remove(hash, location);
    this.#revision++;
    this.#end(location);
    return { changed: true, revision: this.#revision };
  }

  /** Puts `value` if the key has the value `expected`, or, with null, if there is no such key. */
  compareAndSet(key: Uint8Array, expected: Uint8Array | null, value: Uint8Array): ChangeOutcome {
    const current = this.get(key);
    const matches =
      current === null || expected === null ? current === expected : sameBytes(current.value, expected);
    if (matches) return this.#set(key, key.length, [key, value]);
    // A session may remember the answer for long.
    const kept = current === null ? null : { ...current, value: detached(current.value) };
    return { changed: false, reason: 'mismatch', current: kept };
  }

  /** The first `keyLength` bytes of `key` are the key; `pieces` are the key and the value, cut anywhere. */
  #set(key: Uint8Array, keyLength: number, pieces: readonly Uint8Array[]): ChangeOutcome {
    const hash = this.#index.hashOf(key, keyLength);
    const location = this.#index.get(hash, key, keyLength);
    const before = location === undefined ? null : this.#records.historyAt(location);
    const revision = ++this.#revision;
    const history = {
      createRevision: before?.createRevision ?? revision,
      modRevision: revision,
      version: (before?.version ?? 0) + 1,
    };
    const added = this.#records.add(history, keyLength, pieces);
    if (location === undefined) {
      this.#index.add(hash, added);
    } else {
      this.#index.move(hash, location, added);
      this.#end(location);
    }
    return { changed: true, revision };
  }

  #end(location: RecordLocation): void {
    this.#records.end(location, this.#revision);
    this.#records.compact(this.#revision, (key, from, to) =>
      this.#index.move(this.#index.hashOf(key), from, to),
    );
  }
}
