/** A string of one character per byte; two byte strings are equal and ordered as their strings are. */
export declare function keyFromBytes(bytes: Uint8Array): string;
/** The bytes that {@link keyFromBytes} made `key` from. */
export declare function keyToBytes(key: string): Uint8Array;
export declare function sameBytes(a: Uint8Array, b: Uint8Array): boolean;
/**
 * The same bytes, fit to be kept for long: a view of a much larger buffer, such as a received frame, would keep all
 * of it alive and is copied.
 */
export declare function detached(bytes: Uint8Array): Uint8Array;
//# sourceMappingURL=bytes.d.ts.map
