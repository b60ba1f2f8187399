const LOW = 0x1_0000_0000;

/** Writes a whole number below 2^53 as 64 bits, without the cost of a BigInt. */
export function writeUint53(target: Buffer, value: number, offset: number): void {
  target.writeUInt32LE(value >>> 0, offset);
  target.writeUInt32LE(Math.floor(value / LOW), offset + 4);
}

/** Reads what {@link writeUint53} wrote; NaN for a number that a safe integer cannot hold. */
export function readUint53(source: Buffer, offset: number): number {
  const high = source.readUInt32LE(offset + 4);
  return high >= 0x20_0000 ? Number.NaN : high * LOW + source.readUInt32LE(offset);
}

/** The next multiple of eight, where every record begins, so that no header straddles two sectors' halves of a word. */
export function align8(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** The same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether every byte is zero. */
export function isZero(bytes: Uint8Array): boolean {
  return asBuffer(bytes).equals(ZEROS.subarray(0, bytes.byteLength)) || bytes.every((byte) => byte === 0);
}

/** A block of zeros to write from and to compare with. Never written to. */
export const ZEROS: Buffer = Buffer.alloc(1 << 20);
