import { invalidArgument } from './errors.ts';

/** A key or a value: bytes as they are, or text, which is stored as UTF-8. */
export type Bytes = string | Uint8Array;

const encoder = new TextEncoder();

/** A key's bytes. */
export function keyBytes(key: Bytes): Uint8Array {
  const bytes = toBytes(key, 'a key');
  if (bytes.length === 0) throw invalidArgument('a key has at least one byte');
  return bytes;
}

export function valueBytes(value: Bytes): Uint8Array {
  return toBytes(value, 'a value');
}

function toBytes(input: Bytes, name: string): Uint8Array {
  if (typeof input === 'string') {
    if (!isWellFormed(input))
      throw invalidArgument(`${name} as text has no lone surrogates; pass bytes instead`);
    return encoder.encode(input);
  }
  if (!(input instanceof Uint8Array))
    throw invalidArgument(`expected ${name} to be a string or a Uint8Array`);
  return input;
}

/** Node has had `isWellFormed` since version 20; the types of ES2023 do not know it yet. */
function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
