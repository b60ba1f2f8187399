import type { KeyState } from '@seaworthy/client/wire';
/** What a change did, or why it was not made. */
export type ChangeOutcome =
  | {
      readonly changed: true;
      readonly revision: number;
    }
  | {
      readonly changed: false;
      readonly reason: 'mismatch';
      readonly current: KeyState | null;
    }
  | {
      readonly changed: false;
      readonly reason: 'absent';
    }
  | {
      readonly changed: false;
      readonly reason: 'too_large';
      readonly bytes: number;
    };
/**
 * Keys, values and revisions as etcd has them: every change raises the store's revision by one; a key remembers the
 * revision at which it came to be, that of its last change, and how many changes there were in between.
 *
 * Keys are held as strings of one character per byte, which a `Map` hashes faster than anything else JavaScript has.
 * A {@link KeyState} is never altered, so that a reader or a snapshot may hold on to it.
 */
export declare class KeyValueStore {
  #private;
  constructor(revision?: number, keys?: Map<string, KeyState>);
  /** The number of changes so far. */
  get revision(): number;
  get size(): number;
  get(key: string): KeyState | null;
  entries(): IterableIterator<[string, KeyState]>;
  put(key: string, value: Uint8Array): ChangeOutcome;
  /** Adds `value` to the end of what is there; an absent key counts as empty. Refused beyond `maxBytes`. */
  append(key: string, value: Uint8Array, maxBytes: number): ChangeOutcome;
  delete(key: string): ChangeOutcome;
  /** Puts `value` if the key has the value `expected`, or, with null, if there is no such key. */
  compareAndSet(key: string, expected: Uint8Array | null, value: Uint8Array): ChangeOutcome;
}
//# sourceMappingURL=key-value-store.d.ts.map
