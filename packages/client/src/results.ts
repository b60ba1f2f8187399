import type { Answer, KeyState } from './wire/index.ts';

/** A key's value and its place in the history of the store. */
export interface StoredValue {
  readonly value: Uint8Array;
  /** The value read as UTF-8; bytes that are not valid UTF-8 become U+FFFD. */
  readonly text: string;
  /** The store's revision when this was read. */
  readonly revision: number;
  /** The store's revision when the key came to be. */
  readonly createRevision: number;
  /** The store's revision at the last change of the key. */
  readonly modRevision: number;
  /** Changes since the key came to be, from 1. */
  readonly version: number;
}

/** A write that was carried out. */
export interface WriteResult {
  /** The store's revision of this change. */
  readonly revision: number;
}

export interface DeleteResult {
  /** Whether the key was there. */
  readonly existed: boolean;
  /** The store's revision: of this change, or, if there was nothing to delete, at that time. */
  readonly revision: number;
}

export interface CasResult {
  /** Whether the key was as expected, and the new value is in place. */
  readonly succeeded: boolean;
  /** The store's revision: of this change, or of the state that did not match. */
  readonly revision: number;
  /** If it did not match: the key as it is, null where it does not exist. Otherwise null. */
  readonly current: StoredValue | null;
}

const decoder = new TextDecoder();

/** A class, for an accessor of every single object would cost more than all the rest of a read. */
class FoundValue implements StoredValue {
  readonly value: Uint8Array;
  readonly revision: number;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;

  constructor({ value, createRevision, modRevision, version }: KeyState, revision: number) {
    // A copy, for the bytes are a view of a frame that may hold thousands of answers.
    this.value = value.slice();
    this.revision = revision;
    this.createRevision = createRevision;
    this.modRevision = modRevision;
    this.version = version;
  }

  get text(): string {
    return decoder.decode(this.value);
  }
}

export function toWriteResult({ revision }: Answer): WriteResult {
  return { revision };
}

export function toDeleteResult({ succeeded, revision }: Answer): DeleteResult {
  return { existed: succeeded, revision };
}

export function toFoundValue({ current, revision }: Answer): StoredValue | null {
  return current === null ? null : new FoundValue(current, revision);
}

export function toCasResult(answer: Answer): CasResult {
  const { succeeded, revision } = answer;
  return { succeeded, revision, current: toFoundValue(answer) };
}
