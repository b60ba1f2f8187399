/** How the bytes of a value are written in JSON. */
export type Encoding = 'utf8' | 'base64';
/** The bytes that a string in JSON stands for. Throws `invalid_request`. */
export declare function toBytes(name: string, value: string, encoding: Encoding): Uint8Array;
/** The string that stands for bytes in JSON; bytes that are no UTF-8 are written in base64 whatever was asked. */
export declare function fromBytes(
  bytes: Uint8Array,
  wanted: Encoding,
): {
  value: string;
  encoding: Encoding;
};
/** The bytes of a key as it stands in a path, where `%FF` is one byte. Throws `invalid_request`. */
export declare function keyFromPath(segment: string): Uint8Array;
//# sourceMappingURL=values.d.ts.map
