/** Bytes that cost, on average, what is added and changed, however long they get. What was cut off comes back as zeros. */
export class GrowingBytes {
  /** Zeros behind {@link byteLength}. */
  #memory: Buffer = Buffer.alloc(0);
  #length = 0;

  get byteLength(): number {
    return this.#length;
  }

  /** The bytes themselves, until the next change. */
  view(from = 0, to: number = this.#length): Buffer {
    return this.#memory.subarray(from, Math.min(to, this.#length));
  }

  /** Lengthens by zeros, or cuts off. */
  resize(length: number): void {
    if (length < this.#length) this.#memory.fill(0, length, this.#length);
    else this.#reserve(length);
    this.#length = length;
  }

  write(at: number, bytes: Uint8Array): void {
    const end = at + bytes.byteLength;
    if (end > this.#length) this.resize(end);
    this.#memory.set(bytes, at);
  }

  /** Makes one range, and the length, what they are in `other`. */
  takeFrom(other: GrowingBytes, from: number, to: number): void {
    if (this.#length !== other.#length) this.resize(other.#length);
    const end = Math.min(to, other.#length);
    if (from < end) other.#memory.copy(this.#memory, from, from, end);
  }

  flip(byte: number, bit: number): void {
    if (byte >= this.#length) return;
    this.#memory.writeUInt8(this.#memory.readUInt8(byte) ^ (1 << bit), byte);
  }

  copy(): GrowingBytes {
    const copy = new GrowingBytes();
    copy.#memory = Buffer.from(this.view());
    copy.#length = this.#length;
    return copy;
  }

  #reserve(length: number): void {
    if (length <= this.#memory.byteLength) return;
    const larger = Buffer.alloc(Math.max(length, 2 * this.#memory.byteLength));
    this.#memory.copy(larger, 0, 0, this.#length);
    this.#memory = larger;
  }
}
