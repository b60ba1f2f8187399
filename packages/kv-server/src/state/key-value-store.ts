import type { KeyState } from '@seaworthy/client/wire';

import { detached, sameBytes } from './bytes.ts';

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
 * Keys are held as strings of one character per byte, which a `Map` hashes faster than anything else JavaScript has.
 * A {@link KeyState} is never altered, so that a reader or a snapshot may hold on to it.
 */
export class KeyValueStore {
  #revision = 0;
  readonly #keys: Map<string, KeyState>;

  constructor(revision = 0, keys: Map<string, KeyState> = new Map<string, KeyState>()) {
    this.#revision = revision;
    this.#keys = keys;
  }

  /** The number of changes so far. */
  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#keys.size;
  }

  get(key: string): KeyState | null {
    return this.#keys.get(key) ?? null;
  }

  entries(): IterableIterator<[string, KeyState]> {
    return this.#keys.entries();
  }

  put(key: string, value: Uint8Array): ChangeOutcome {
    return this.#set(key, detached(value));
  }

  /** Adds `value` to the end of what is there; an absent key counts as empty. Refused beyond `maxBytes`. */
  append(key: string, value: Uint8Array, maxBytes: number): ChangeOutcome {
    const before = this.#keys.get(key)?.value;
    if (before === undefined) return this.put(key, value);
    const bytes = before.length + value.length;
    if (bytes > maxBytes) return { changed: false, reason: 'too_large', bytes };
    const joined = new Uint8Array(bytes);
    joined.set(before);
    joined.set(value, before.length);
    return this.#set(key, joined);
  }

  delete(key: string): ChangeOutcome {
    if (!this.#keys.delete(key)) return { changed: false, reason: 'absent' };
    return { changed: true, revision: ++this.#revision };
  }

  /** Puts `value` if the key has the value `expected`, or, with null, if there is no such key. */
  compareAndSet(key: string, expected: Uint8Array | null, value: Uint8Array): ChangeOutcome {
    const current = this.get(key);
    const matches =
      current === null || expected === null ? current === expected : sameBytes(current.value, expected);
    if (!matches) return { changed: false, reason: 'mismatch', current };
    return this.put(key, value);
  }

  #set(key: string, value: Uint8Array): ChangeOutcome {
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
