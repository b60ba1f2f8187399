import { detached, sameBytes } from './bytes.js';
/**
 * Keys, values and revisions as etcd has them: every change raises the store's revision by one; a key remembers the
 * revision at which it came to be, that of its last change, and how many changes there were in between.
 *
 * Keys are held as strings of one character per byte, which a `Map` hashes faster than anything else JavaScript has.
 * A {@link KeyState} is never altered, so that a reader or a snapshot may hold on to it.
 */
export class KeyValueStore {
  #revision = 0;
  #keys;
  constructor(revision = 0, keys = new Map()) {
    this.#revision = revision;
    this.#keys = keys;
  }
  /** The number of changes so far. */
  get revision() {
    return this.#revision;
  }
  get size() {
    return this.#keys.size;
  }
  get(key) {
    return this.#keys.get(key) ?? null;
  }
  entries() {
    return this.#keys.entries();
  }
  put(key, value) {
    return this.#set(key, detached(value));
  }
  /** Adds `value` to the end of what is there; an absent key counts as empty. Refused beyond `maxBytes`. */
  append(key, value, maxBytes) {
    const before = this.#keys.get(key)?.value;
    if (before === undefined) return this.put(key, value);
    const bytes = before.length + value.length;
    if (bytes > maxBytes) return { changed: false, reason: 'too_large', bytes };
    const joined = new Uint8Array(bytes);
    joined.set(before);
    joined.set(value, before.length);
    return this.#set(key, joined);
  }
  delete(key) {
    if (!this.#keys.delete(key)) return { changed: false, reason: 'absent' };
    return { changed: true, revision: ++this.#revision };
  }
  /** Puts `value` if the key has the value `expected`, or, with null, if there is no such key. */
  compareAndSet(key, expected, value) {
    const current = this.get(key);
    const matches =
      current === null || expected === null ? current === expected : sameBytes(current.value, expected);
    if (!matches) return { changed: false, reason: 'mismatch', current };
    return this.put(key, value);
  }
  #set(key, value) {
    const before = this.#keys.get(key);
    const revision = ++this.#revision;
    this.#keys.set(key, {
      value,
      createRevision: before?.createRevision ?? revision,
      modRevision: revision,
      version: (before?.version ?? 0) + 1,
    });
    return { changed: true, revision };
  }
}
//# sourceMappingURL=key-value-store.js.map
