import { TransportError } from '../errors.ts';

const TWO_TO_THE_32 = 0x1_0000_0000;
const MAX_HIGH_WORD = 0x1f_ffff;

/** What arrived does not follow the format. */
export function badFrame(message: string, cause?: unknown): TransportError {
  return new TransportError('bad_frame', message, { cause });
}

/** Writes big-endian numbers and bytes into a buffer of a size known beforehand. */
export class ByteWriter {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(size: number) {
    // Not from the shared pool, which a queued frame would keep alive as a whole.
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  u8(value: number): void {
    this.#view.setUint8(this.#offset, value);
    this.#offset += 1;
  }

  u32(value: number): void {
    this.#view.setUint32(this.#offset, value);
    this.#offset += 4;
  }

  /** A whole number below 2^53, in 8 bytes; exact, without BigInt. */
  u53(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`not a whole number below 2^53: ${value}`);
    this.#view.setUint32(this.#offset, Math.floor(value / TWO_TO_THE_32));
    this.#view.setUint32(this.#offset + 4, value % TWO_TO_THE_32);
    this.#offset += 8;
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
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.#bytes.byteLength - this.#offset;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  boolean(): boolean {
    const value = this.u8();
    if (value > 1) throw badFrame(`expected 0 or 1, got ${value}`);
    return value === 1;
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  u53(): number {
    const offset = this.#advance(8);
    const high = this.#view.getUint32(offset);
    if (high > MAX_HIGH_WORD) throw badFrame('expected a whole number below 2^53');
    return high * TWO_TO_THE_32 + this.#view.getUint32(offset + 4);
  }

  /** A view of the next `length` bytes, not a copy. */
  raw(length: number): Uint8Array {
    const offset = this.#advance(length);
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + offset, length);
  }

  finish(): void {
    if (this.remaining > 0) throw badFrame(`${this.remaining} bytes too many`);
  }

  #advance(length: number): number {
    const offset = this.#offset;
    if (length > this.#bytes.byteLength - offset)
      throw badFrame(`expected ${length} more bytes, got ${this.#bytes.byteLength - offset}`);
    this.#offset = offset + length;
    return offset;
  }
}
