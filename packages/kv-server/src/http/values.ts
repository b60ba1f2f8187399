import { HttpError } from './http-error.ts';

/** How the bytes of a value are written in JSON. */
export type Encoding = 'utf8' | 'base64';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The bytes that a string in JSON stands for. Throws `invalid_request`. */
export function toBytes(name: string, value: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf8') {
    if (LONE_SURROGATE.test(value))
      throw new HttpError('invalid_request', `${name} has half of a surrogate pair, which no UTF-8 can hold`);
    return Buffer.from(value, 'utf8');
  }
  if (!BASE64.test(value)) throw new HttpError('invalid_request', `${name} is not base64`);
  return Buffer.from(value, 'base64');
}

/** The string that stands for bytes in JSON; bytes that are no UTF-8 are written in base64 whatever was asked. */
export function fromBytes(bytes: Uint8Array, wanted: Encoding): { value: string; encoding: Encoding } {
  if (wanted === 'utf8') {
    try {
      return { value: decoder.decode(bytes), encoding: 'utf8' };
    } catch {
      // Not text, so it goes out as what it is.
    }
  }
  return { value: Buffer.from(bytes).toString('base64'), encoding: 'base64' };
}

const PERCENT = 0x25;

/** The bytes of a key as it stands in a path, where `%FF` is one byte. Throws `invalid_request`. */
export function keyFromPath(segment: string): Uint8Array {
  const encoded = Buffer.from(segment, 'utf8');
  const key = Buffer.alloc(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; at++) {
    const byte = encoded[at] as number;
    if (byte !== PERCENT) {
      key[length++] = byte;
      continue;
    }
    const digits = encoded.toString('latin1', at + 1, at + 3);
    if (!/^[0-9A-Fa-f]{2}$/.test(digits))
      throw new HttpError(
        'invalid_request',
        `a percent sign in a key is followed by two hexadecimal digits, not by "${digits}"`,
      );
    key[length++] = Number.parseInt(digits, 16);
    at += 2;
  }
  return key.subarray(0, length);
}
