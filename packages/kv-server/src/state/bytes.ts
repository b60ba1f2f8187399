/** A string of one character per byte; byte strings are ordered as their strings are. */
export function keyToString(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1');
}

/** The bytes that {@link keyToString} made `name` from. */
export function keyFromString(name: string): Uint8Array {
  return Buffer.from(name, 'latin1');
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/**
 * The same bytes, fit to be kept for long: a view of a much larger buffer, such as a received frame, would keep all
 * of it alive and is copied.
 */
export function detached(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength > bytes.length * 2 + 64 ? Uint8Array.prototype.slice.call(bytes) : bytes;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
