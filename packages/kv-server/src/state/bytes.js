/** A string of one character per byte; two byte strings are equal and ordered as their strings are. */
export function keyFromBytes(bytes) {
  return asBuffer(bytes).toString('latin1');
}
/** The bytes that {@link keyFromBytes} made `key` from. */
export function keyToBytes(key) {
  return Buffer.from(key, 'latin1');
}
export function sameBytes(a, b) {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
/**
 * The same bytes, fit to be kept for long: a view of a much larger buffer, such as a received frame, would keep all
 * of it alive and is copied.
 */
export function detached(bytes) {
  return bytes.buffer.byteLength > bytes.length * 2 + 64 ? Uint8Array.prototype.slice.call(bytes) : bytes;
}
function asBuffer(bytes) {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
//# sourceMappingURL=bytes.js.map
