import { writeFloat64, writeUint32 } from './numbers.ts';

/**
 * What a client can ask for. A command is encoded once, by the client; the very same bytes are replicated and stored.
 *
 * | offset | bytes | field |
 * |---|---|---|
 * | 0 | 1 | operation, see {@link OPERATION_NUMBERS} |
 * | 1 | 1 | flags: 1 = serializable read, 2 = the expected value of a `cas` is present |
 * | 2 | 2 | zero; anything else is refused, as are unknown flags |
 * | 4 | 4 | sequence number within the session, from 1; 0 without a session |
 * | 8 | 8 | log time in milliseconds (float64); 0 from a client, stamped by the leader |
 * | 16 | 8 | session (float64, whole); 0 = none |
 * | 24 | 4 | floor: the client has the answers to all of its sequence numbers below this one |
 * | 28 | 4 | length of the key |
 * | 32 | … | key; for `cas`: length of the expected value (4) and the expected value; then, to the end, the value |
 *
 * Integers are little-endian and unsigned.
 */
export const COMMAND_HEADER_BYTES = 32;

/** @internal Where the fields of the header are. */
export const OFFSET = {
  operation: 0,
  flags: 1,
  reserved: 2,
  sequence: 4,
  time: 8,
  session: 16,
  floor: 24,
  keyLength: 28,
} as const;
/** @internal */
export const FLAG_SERIALIZABLE = 1;
/** @internal */
export const FLAG_EXPECTED = 2;

/** Numbers on the wire and in the log; a number is never given a second meaning. */
export const OPERATION_NUMBERS = {
  'open-session': 1,
  'close-session': 2,
  get: 16,
  put: 17,
  append: 18,
  delete: 19,
  cas: 20,
} as const;

export type Operation = keyof typeof OPERATION_NUMBERS;

/** @internal By their numbers. */
export const OPERATIONS = new Map<number, Operation>(
  Object.entries(OPERATION_NUMBERS).map(([name, number]) => [number, name as Operation]),
);

/** Marks a command as one of a session's, so that sending it again does not do it again (thesis §6.3). */
export interface SessionMark {
  readonly session: number;
  readonly sequence: number;
  readonly floor: number;
}

export const NO_SESSION: SessionMark = { session: 0, sequence: 0, floor: 0 };

export type Request =
  | { readonly op: 'open-session' }
  | { readonly op: 'close-session' }
  | { readonly op: 'get'; readonly key: Uint8Array; readonly serializable: boolean }
  | { readonly op: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly op: 'append'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly op: 'delete'; readonly key: Uint8Array }
  | {
      readonly op: 'cas';
      readonly key: Uint8Array;
      /** The value that must be there, or null: the key must be absent. */
      readonly expected: Uint8Array | null;
      readonly value: Uint8Array;
    };

/** A command as decoded; its byte fields are views of the encoded form. */
export interface Command extends SessionMark {
  readonly request: Request;
  /** Log time in milliseconds, as stamped by the leader. */
  readonly time: number;
}

const EMPTY = new Uint8Array(0);

export function encodeCommand(request: Request, mark: SessionMark = NO_SESSION): Uint8Array {
  const bytes = new Uint8Array(commandBytes(request));
  writeCommand(request, bytes);
  stampSession(bytes, mark);
  return bytes;
}

/** How many bytes an encoded command has. */
export function commandBytes(request: Request): number {
  const key = 'key' in request ? request.key.length : 0;
  const value = 'value' in request ? request.value.length : 0;
  const expected = request.op === 'cas' ? 4 + (request.expected?.length ?? 0) : 0;
  return COMMAND_HEADER_BYTES + key + expected + value;
}

/** Encodes a command, without a session, into bytes that are zero, and as many as it needs. */
export function writeCommand(request: Request, bytes: Uint8Array): void {
  bytes[OFFSET.operation] = OPERATION_NUMBERS[request.op];
  bytes[OFFSET.flags] = flagsOf(request);
  if (!('key' in request)) return;
  writeUint32(bytes, OFFSET.keyLength, request.key.length);
  bytes.set(request.key, COMMAND_HEADER_BYTES);
  if (!('value' in request)) return;
  let at = COMMAND_HEADER_BYTES + request.key.length;
  if (request.op === 'cas') {
    const expected = request.expected ?? EMPTY;
    writeUint32(bytes, at, expected.length);
    bytes.set(expected, at + 4);
    at += 4 + expected.length;
  }
  bytes.set(request.value, at);
}

function flagsOf(request: Request): number {
  if (request.op === 'get' && request.serializable) return FLAG_SERIALIZABLE;
  if (request.op === 'cas' && request.expected !== null) return FLAG_EXPECTED;
  return 0;
}

/**
 * Makes an encoded command one of a session's, in place. Only the client that encoded it does this, before it sends
 * the command for the first time; what is sent again must be the same bytes.
 */
export function stampSession(encoded: Uint8Array, mark: SessionMark): void {
  writeUint32(encoded, OFFSET.sequence, mark.sequence);
  writeFloat64(encoded, OFFSET.session, mark.session);
  writeUint32(encoded, OFFSET.floor, mark.floor);
}

/** Sets the log time of an encoded command in place. Only a leader does this, before it proposes the command. */
export function stampTime(encoded: Uint8Array, milliseconds: number): void {
  writeFloat64(encoded, OFFSET.time, milliseconds);
}

/** The operation of an encoded command, without decoding the rest; undefined if there is none of that number. */
export function peekOperation(encoded: Uint8Array): Operation | undefined {
  return encoded.length < COMMAND_HEADER_BYTES
    ? undefined
    : OPERATIONS.get(encoded[OFFSET.operation] as number);
}
