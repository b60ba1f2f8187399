import { ERROR_CODES, isRetryable, WireError, type ErrorCode } from './errors.ts';
import { readFloat64, readUint32, writeFloat64, writeUint32 } from './numbers.ts';

/** A key's value and its place in the history of the store. */
export interface KeyState {
  readonly value: Uint8Array;
  /** The store's revision when the key came to be. */
  readonly createRevision: number;
  /** The store's revision at the last change of the key. */
  readonly modRevision: number;
  /** Changes since the key came to be, from 1. */
  readonly version: number;
}

/** The answer to a request that was carried out. */
export interface Answer {
  /** `put`, `append`, `open-session`, `close-session`: true. `delete`: something was there. `cas`: it matched. `get`: the key exists. */
  readonly succeeded: boolean;
  /** The store's revision: of this change, or at the time of the read or refusal. */
  readonly revision: number;
  /** `get`, and a `cas` that did not match: the key as it is, or null where it does not exist. Otherwise null. */
  readonly current: KeyState | null;
  /** `open-session`: the new session. Otherwise 0. */
  readonly session: number;
}

/** The answer to a request that was not carried out, or of which nobody knows. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  /** With `not_leader`: the node to ask instead, where known. */
  readonly leader: string | null;
  /** With `not_leader`: that node's address for clients, where known. */
  readonly leaderUrl: string | null;
}

export type Reply =
  { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly refusal: Refusal };

/**
 * An answer on the wire: status 0 (1 byte), flags (1: bit 0 succeeded, bit 1 current present), zero (2), version (4),
 * revision, createRevision, modRevision, session (8 each, float64), value to the end. A refusal: status 1, zero (3),
 * JSON to the end. Integers are little-endian.
 */
const ANSWER_HEADER_BYTES = 40;
const REFUSAL_HEADER_BYTES = 4;
const FLAG_SUCCEEDED = 1;
const FLAG_CURRENT = 2;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeAnswer(answer: Answer): Uint8Array {
  const bytes = new Uint8Array(answerBytes(answer));
  writeAnswer(answer, bytes, 0);
  return bytes;
}

/** How many bytes an encoded answer has. */
export function answerBytes({ current }: Answer): number {
  return ANSWER_HEADER_BYTES + (current === null ? 0 : current.value.length);
}

/** Writes an answer at `at` of `bytes`, which are zero there. */
export function writeAnswer(
  { succeeded, revision, current, session }: Answer,
  bytes: Uint8Array,
  at: number,
): void {
  bytes[at + 1] = (succeeded ? FLAG_SUCCEEDED : 0) | (current === null ? 0 : FLAG_CURRENT);
  writeFloat64(bytes, at + 8, revision);
  if (session !== 0) writeFloat64(bytes, at + 32, session);
  if (current === null) return;
  writeUint32(bytes, at + 4, current.version);
  writeFloat64(bytes, at + 16, current.createRevision);
  writeFloat64(bytes, at + 24, current.modRevision);
  bytes.set(current.value, at + ANSWER_HEADER_BYTES);
}

export function encodeRefusal(refusal: Refusal): Uint8Array {
  const json = encoder.encode(JSON.stringify(refusal));
  const bytes = new Uint8Array(REFUSAL_HEADER_BYTES + json.length);
  bytes[0] = 1;
  bytes.set(json, REFUSAL_HEADER_BYTES);
  return bytes;
}

/**
 * Reads a reply from `start` to `end` of `bytes`; byte fields are views of `bytes`. Throws {@link WireError} if it is
 * malformed.
 */
export function decodeReply(bytes: Uint8Array, start = 0, end: number = bytes.length): Reply {
  const status = start < end ? bytes[start] : undefined;
  if (status === 0) return { ok: true, answer: decodeAnswer(bytes, start, end) };
  if (status === 1) return { ok: false, refusal: decodeRefusal(bytes.subarray(start, end)) };
  throw new WireError('invalid_request', `a reply has status 0 or 1, this has ${status ?? 'none'}`);
}

function decodeAnswer(bytes: Uint8Array, start: number, end: number): Answer {
  const length = end - start;
  if (length < ANSWER_HEADER_BYTES) {
    throw new WireError(
      'invalid_request',
      `an answer has at least ${ANSWER_HEADER_BYTES} bytes, this has ${length}`,
    );
  }
  const flags = bytes[start + 1] as number;
  if ((flags & ~(FLAG_SUCCEEDED | FLAG_CURRENT)) !== 0)
    throw new WireError('invalid_request', `an answer with flags ${flags} means nothing`);
  const found = (flags & FLAG_CURRENT) !== 0;
  if (!found && length > ANSWER_HEADER_BYTES)
    throw new WireError('invalid_request', 'an answer without a current value ends with its header');
  return {
    succeeded: (flags & FLAG_SUCCEEDED) !== 0,
    revision: wholeAt(bytes, start + 8),
    current: found ? decodeKeyState(bytes, start, end) : null,
    session: wholeAt(bytes, start + 32),
  };
}

function decodeKeyState(bytes: Uint8Array, start: number, end: number): KeyState {
  return {
    value: bytes.subarray(start + ANSWER_HEADER_BYTES, end),
    createRevision: wholeAt(bytes, start + 16),
    modRevision: wholeAt(bytes, start + 24),
    version: readUint32(bytes, start + 4),
  };
}

function wholeAt(bytes: Uint8Array, offset: number): number {
  const value = readFloat64(bytes, offset);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new WireError('invalid_request', `revisions and sessions are whole numbers from 0, not ${value}`);
  return value;
}

function decodeRefusal(bytes: Uint8Array): Refusal {
  let parsed: unknown;
  try {
    parsed = JSON.parse(decoder.decode(bytes.subarray(REFUSAL_HEADER_BYTES)));
  } catch {
    throw new WireError('invalid_request', 'a refusal carries JSON');
  }
  const fields = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Record<string, unknown>;
  const code = ERROR_CODES.find((known) => known === fields['code']);
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    code: code ?? 'internal',
    message: text(fields['message']) ?? `the server refused with code ${String(fields['code'])}`,
    leader: text(fields['leader']),
    leaderUrl: text(fields['leaderUrl']),
  };
}

/** Whether the same request may be sent again, here or elsewhere, without any risk of doing it twice. */
export function isRefusalRetryable(refusal: Refusal): boolean {
  return isRetryable(refusal.code);
}
