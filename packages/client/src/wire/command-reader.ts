import {
  COMMAND_HEADER_BYTES,
  FLAG_EXPECTED,
  FLAG_SERIALIZABLE,
  OFFSET,
  OPERATIONS,
  type Command,
  type Operation,
  type Request,
  type SessionMark,
} from './command.ts';
import { WireError } from './errors.ts';
import type { Limits } from './limits.ts';
import { readFloat64, readUint32 } from './numbers.ts';

const NOTHING = new Uint8Array(0);

/**
 * Reads commands where they stand, one after the other, without an object for any of them. What it tells is of the command
 * that was read last; byte fields are views.
 */
export class CommandReader implements SessionMark {
  op: Operation = 'get';
  session = 0;
  sequence = 0;
  floor = 0;
  /** Log time in milliseconds, as stamped by the leader. */
  time = 0;
  keyLength = 0;
  #bytes: Uint8Array = NOTHING;
  #flags = 0;
  #keyStart = 0;
  /** Of a `cas`, the expected value stands between the key and there. */
  #valueStart = 0;
  #end = 0;

  /** Reads the command from `start` to `end` of `bytes`. Throws {@link WireError} if it is malformed or beyond `limits`. */
  read(bytes: Uint8Array, limits?: Limits, start = 0, end: number = bytes.length): this {
    if (end - start < COMMAND_HEADER_BYTES)
      throw malformed(`a command has at least ${COMMAND_HEADER_BYTES} bytes, this has ${end - start}`);
    const number = bytes[start + OFFSET.operation] as number;
    const op = OPERATIONS.get(number);
    if (op === undefined) throw new WireError('unknown_operation', `no operation has number ${number}`);
    this.op = op;
    this.#bytes = bytes;
    this.#keyStart = start + COMMAND_HEADER_BYTES;
    this.#end = end;
    this.#readNumbers(start);
    this.#readFlags(start);
    this.#readLengths(start, limits);
    return this;
  }

  get key(): Uint8Array {
    return this.#view(this.#keyStart, this.#keyEnd);
  }

  get value(): Uint8Array {
    return this.#view(this.#valueStart, this.#end);
  }

  get valueLength(): number {
    return this.#end - this.#valueStart;
  }

  /** The key and what stands behind it: of a `put` and an `append`, the value. */
  get keyAndValue(): Uint8Array {
    return this.#view(this.#keyStart, this.#end);
  }

  /** The value that a `cas` expects, or null: it expects none. */
  get expected(): Uint8Array | null {
    return (this.#flags & FLAG_EXPECTED) === 0 ? null : this.#view(this.#keyEnd + 4, this.#valueStart);
  }

  /** Whether a `get` need not be linearizable. */
  get isSerializable(): boolean {
    return (this.#flags & FLAG_SERIALIZABLE) !== 0;
  }

  get request(): Request {
    const { op } = this;
    switch (op) {
      case 'open-session':
      case 'close-session':
        return { op };
      case 'get':
        return { op, key: this.key, serializable: this.isSerializable };
      case 'delete':
        return { op, key: this.key };
      case 'put':
      case 'append':
        return { op, key: this.key, value: this.value };
      case 'cas':
        return { op, key: this.key, expected: this.expected, value: this.value };
    }
  }

  get #keyEnd(): number {
    return this.#keyStart + this.keyLength;
  }

  #view(start: number, end: number): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + start, end - start);
  }

  #readNumbers(start: number): void {
    this.session = readFloat64(this.#bytes, start + OFFSET.session);
    this.sequence = readUint32(this.#bytes, start + OFFSET.sequence);
    this.floor = readUint32(this.#bytes, start + OFFSET.floor);
    this.time = readFloat64(this.#bytes, start + OFFSET.time);
    if (!Number.isSafeInteger(this.session) || this.session < 0)
      throw malformed('a session is a whole number');
    if (!Number.isFinite(this.time) || this.time < 0) throw malformed('a log time is a finite number from 0');
  }

  #readFlags(start: number): void {
    const { op } = this;
    const reserved = start + OFFSET.reserved;
    this.#flags = this.#bytes[start + OFFSET.flags] as number;
    const allowed = op === 'get' ? FLAG_SERIALIZABLE : op === 'cas' ? FLAG_EXPECTED : 0;
    if ((this.#flags & ~allowed) !== 0 || this.#bytes[reserved] !== 0 || this.#bytes[reserved + 1] !== 0)
      throw malformed(`${op} has flags ${this.#flags} or reserved bytes that mean nothing`);
  }

  #readLengths(start: number, limits: Limits | undefined): void {
    const { op } = this;
    this.keyLength = readUint32(this.#bytes, start + OFFSET.keyLength);
    this.#valueStart = this.#keyEnd;
    if (this.#keyEnd > this.#end) throw malformed('the key reaches beyond the end of the command');
    if (op === 'open-session' || op === 'close-session') {
      if (this.#keyStart !== this.#end) throw malformed(`${op} has neither key nor value`);
      return;
    }
    if (this.keyLength === 0) throw malformed('a key has at least one byte');
    if (limits !== undefined && this.keyLength > limits.keyBytes)
      throw new WireError(
        'key_too_long',
        `a key has at most ${limits.keyBytes} bytes, this has ${this.keyLength}`,
      );
    if ((op === 'get' || op === 'delete') && this.#end !== this.#keyEnd)
      throw malformed(`${op} has no value`);
    if (op === 'cas') this.#readExpected(limits);
    checkLength(this.valueLength, limits);
  }

  #readExpected(limits: Limits | undefined): void {
    if (this.#keyEnd + 4 > this.#end) throw malformed('cas lacks its expected value');
    const length = readUint32(this.#bytes, this.#keyEnd);
    this.#valueStart = this.#keyEnd + 4 + length;
    if (this.#valueStart > this.#end)
      throw malformed('the expected value reaches beyond the end of the command');
    checkLength(length, limits);
    if ((this.#flags & FLAG_EXPECTED) === 0 && length > 0)
      throw malformed('cas expects the key to be absent, and yet names a value');
  }
}

function checkLength(length: number, limits: Limits | undefined): void {
  if (limits !== undefined && length > limits.valueBytes)
    throw new WireError(
      'value_too_large',
      `a value has at most ${limits.valueBytes} bytes, this has ${length}`,
    );
}

function malformed(message: string): WireError {
  return new WireError('invalid_request', message);
}

/** Reads a command. Throws {@link WireError} if it is malformed or beyond `limits`. */
export function decodeCommand(encoded: Uint8Array, limits?: Limits): Command {
  const { request, session, sequence, floor, time } = new CommandReader().read(encoded, limits);
  return { request, session, sequence, floor, time };
}
