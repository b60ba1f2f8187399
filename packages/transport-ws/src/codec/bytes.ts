import { TransportError } from '../errors.ts';

const TWO_TO_THE_32 = 0x1_0000_0000;
const MAX_HIGH_WORD = 0x1f_ffff;

/** What arrived does not follow the format. */
export function badFrame(message: string, cause?: unknown): TransportError {
  return new TransportError('bad_frame', message, { cause });
}

/**
 * Writes big-endian numbers and bytes into a buffer of a size known beforehand. Most messages are a few numbers: a
 * `DataView` over them would cost more than what is written.
 */
export class ByteWriter {
  readonly bytes: Uint8Array;
  #offset = 0;

  constructor(size: number) {
    // Not from the shared pool, which a queued frame would keep alive as a whole.
    this.bytes = new Uint8Array(size);
  }

  u8(value: number): void {
    this.bytes[this.#offset] = value;
    this.#offset += 1;
  }

  u32(value: number): void {
    const { bytes } = this;
    const offset = this.#offset;
    bytes[offset] = value >>> 24;
    bytes[offset + 1] = value >>> 16;
    bytes[offset + 2] = value >>> 8;
    bytes[offset + 3] = value;
    this.#offset = offset + 4;
  }

  /** A whole number below 2^53, in 8 bytes; exact, without BigInt. */
  u53(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`not a whole number below 2^53: ${value}`);
    this.u32(Math.floor(value / TWO_TO_THE_32));
    this.u32(value % TWO_TO_THE_32);
  }

  raw(value: Uint8Array): void {
    this.bytes.set(value, this.#offset);
    this.#offset += value.byteLength;
  }

  /** Asserts that exactly the announced size was written. */
  finish(): Uint8Array {
    if (this.#offset !== this.bytes.byteLength)
      throw new RangeError(`wrote ${this.#offset} of ${this.bytes.byteLength} bytes`);
    return this.bytes;
  }
}

/** Reads what {@link ByteWriter} wrote. Every fault of the input is a `bad_frame`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #offset: number;

  /** Reads from `begin` to before `end`. */
  constructor(bytes: Uint8Array, begin = 0, end = bytes.byteLength) {
    this.#bytes = bytes;
    this.#offset = begin;
    this.#end = end;
  }

  get remaining(): number {
    return this.#end - this.#offset;
  }

  u8(): number {
    return this.#u8At(this.#advance(1));
  }

  boolean(): boolean {
    const value = this.u8();
    if (value > 1) throw badFrame(`expected 0 or 1, got ${value}`);
    return value === 1;
  }

  u32(): number {
    return this.#u32At(this.#advance(4));
  }

  u53(): number {
    const offset = this.#advance(8);
    const high = this.#u32At(offset);
    if (high > MAX_HIGH_WORD) throw badFrame('expected a whole number below 2^53');
    return high * TWO_TO_THE_32 + this.#u32At(offset + 4);
  }

  /** A view of the next `length` bytes, not a copy. */
  raw(length: number): Uint8Array {
    const offset = this.#advance(length);
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + offset, length);
  }

  /** A reader of the next `length` bytes. */
  part(length: number): ByteReader {
    const offset = this.#advance(length);
    return new ByteReader(this.#bytes, offset, offset + length);
  }

  finish(): void {
    if (this.remaining > 0) throw badFrame(`${this.remaining} bytes too many`);
  }

  #u32At(offset: number): number {
    const high = (this.#u8At(offset) << 24) | (this.#u8At(offset + 1) << 16);
    return (high | (this.#u8At(offset + 2) << 8) | this.#u8At(offset + 3)) >>> 0;
  }

  #u8At(offset: number): number {
    return this.#bytes[offset] as number;
  }

  #advance(length: number): number {
    const offset = this.#offset;
    if (length > this.remaining) throw badFrame(`expected ${length} more bytes, got ${this.remaining}`);
    this.#offset = offset + length;
    return offset;
  }
}
