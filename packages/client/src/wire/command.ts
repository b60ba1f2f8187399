import { WireError } from './errors.ts';
import type { Limits } from './limits.ts';

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

const OFFSET = {
  operation: 0,
  flags: 1,
  reserved: 2,
  sequence: 4,
  time: 8,
  session: 16,
  floor: 24,
  keyLength: 28,
} as const;
const FLAG_SERIALIZABLE = 1;
const FLAG_EXPECTED = 2;

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

const OPERATIONS = new Map<number, Operation>(
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
  const key = 'key' in request ? request.key : EMPTY;
  const value = 'value' in request ? request.value : EMPTY;
  const expected = request.op === 'cas' ? (request.expected ?? EMPTY) : EMPTY;
  const expectedField = request.op === 'cas' ? 4 + expected.length : 0;
  const bytes = new Uint8Array(COMMAND_HEADER_BYTES + key.length + expectedField + value.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(OFFSET.operation, OPERATION_NUMBERS[request.op]);
  view.setUint8(OFFSET.flags, flagsOf(request));
  stampSession(bytes, mark);
  view.setUint32(OFFSET.keyLength, key.length, true);
  bytes.set(key, COMMAND_HEADER_BYTES);
  let at = COMMAND_HEADER_BYTES + key.length;
  if (request.op === 'cas') {
    view.setUint32(at, expected.length, true);
    bytes.set(expected, at + 4);
    at += expectedField;
  }
  bytes.set(value, at);
  return bytes;
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
  const view = viewOf(encoded);
  view.setUint32(OFFSET.sequence, mark.sequence, true);
  view.setFloat64(OFFSET.session, mark.session, true);
  view.setUint32(OFFSET.floor, mark.floor, true);
}

/** Sets the log time of an encoded command in place. Only a leader does this, before it proposes the command. */
export function stampTime(encoded: Uint8Array, milliseconds: number): void {
  viewOf(encoded).setFloat64(OFFSET.time, milliseconds, true);
}

/** The operation of an encoded command, without decoding the rest; undefined if there is none of that number. */
export function peekOperation(encoded: Uint8Array): Operation | undefined {
  return encoded.length < COMMAND_HEADER_BYTES
    ? undefined
    : OPERATIONS.get(encoded[OFFSET.operation] as number);
}

/** Reads a command. Throws {@link WireError} if it is malformed or beyond `limits`. */
export function decodeCommand(encoded: Uint8Array, limits?: Limits): Command {
  if (encoded.length < COMMAND_HEADER_BYTES) {
    throw new WireError(
      'invalid_request',
      `a command has at least ${COMMAND_HEADER_BYTES} bytes, this has ${encoded.length}`,
    );
  }
  const view = viewOf(encoded);
  const op = OPERATIONS.get(view.getUint8(OFFSET.operation));
  if (op === undefined) {
    throw new WireError('unknown_operation', `no operation has number ${view.getUint8(OFFSET.operation)}`);
  }
  const session = view.getFloat64(OFFSET.session, true);
  const time = view.getFloat64(OFFSET.time, true);
  if (!Number.isSafeInteger(session) || session < 0)
    throw new WireError('invalid_request', 'a session is a whole number');
  if (!Number.isFinite(time) || time < 0)
    throw new WireError('invalid_request', 'a log time is a finite number from 0');
  return {
    request: decodeRequest(op, encoded, view, limits),
    session,
    sequence: view.getUint32(OFFSET.sequence, true),
    floor: view.getUint32(OFFSET.floor, true),
    time,
  };
}

function decodeRequest(
  op: Operation,
  encoded: Uint8Array,
  view: DataView,
  limits: Limits | undefined,
): Request {
  const keyLength = view.getUint32(OFFSET.keyLength, true);
  const flags = view.getUint8(OFFSET.flags);
  const keyEnd = COMMAND_HEADER_BYTES + keyLength;
  const allowed = op === 'get' ? FLAG_SERIALIZABLE : op === 'cas' ? FLAG_EXPECTED : 0;
  if ((flags & ~allowed) !== 0 || view.getUint16(OFFSET.reserved, true) !== 0)
    throw new WireError('invalid_request', `${op} has flags ${flags} or reserved bytes that mean nothing`);
  if (keyEnd > encoded.length)
    throw new WireError('invalid_request', 'the key reaches beyond the end of the command');
  if (op === 'open-session' || op === 'close-session') {
    if (encoded.length !== COMMAND_HEADER_BYTES)
      throw new WireError('invalid_request', `${op} has neither key nor value`);
    return { op };
  }
  if (keyLength === 0) throw new WireError('invalid_request', 'a key has at least one byte');
  if (limits !== undefined && keyLength > limits.keyBytes) {
    throw new WireError('key_too_long', `a key has at most ${limits.keyBytes} bytes, this has ${keyLength}`);
  }
  const key = encoded.subarray(COMMAND_HEADER_BYTES, keyEnd);
  switch (op) {
    case 'get':
    case 'delete':
      if (encoded.length !== keyEnd) throw new WireError('invalid_request', `${op} has no value`);
      return op === 'get' ? { op, key, serializable: (flags & FLAG_SERIALIZABLE) !== 0 } : { op, key };
    case 'put':
    case 'append':
      return { op, key, value: checkedValue(encoded.subarray(keyEnd), limits) };
    case 'cas': {
      if (keyEnd + 4 > encoded.length) throw new WireError('invalid_request', 'cas lacks its expected value');
      const valueStart = keyEnd + 4 + view.getUint32(keyEnd, true);
      if (valueStart > encoded.length) {
        throw new WireError('invalid_request', 'the expected value reaches beyond the end of the command');
      }
      const expected = checkedValue(encoded.subarray(keyEnd + 4, valueStart), limits);
      const value = checkedValue(encoded.subarray(valueStart), limits);
      if ((flags & FLAG_EXPECTED) !== 0) return { op, key, expected, value };
      if (expected.length > 0)
        throw new WireError('invalid_request', 'cas expects the key to be absent, and yet names a value');
      return { op, key, expected: null, value };
    }
  }
}

function checkedValue(value: Uint8Array, limits: Limits | undefined): Uint8Array {
  if (limits !== undefined && value.length > limits.valueBytes) {
    throw new WireError(
      'value_too_large',
      `a value has at most ${limits.valueBytes} bytes, this has ${value.length}`,
    );
  }
  return value;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
