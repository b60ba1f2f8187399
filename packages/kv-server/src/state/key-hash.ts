/** 64 bits that nobody outside of this process knows. */
export type HashSecret = readonly [low: number, high: number];

/** There is one round for each word, and these at the end. */
const FINAL_ROUNDS = 3;
const BITS_PER_BYTE = 8;

/**
 * HalfSipHash-1-3 of the first `length` bytes, in 32 bits (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012,
 * and its reference implementation). Who does not know `secret` cannot choose keys that collide.
 */
export function keyHash(bytes: Uint8Array, length: number, secret: HashSecret): number {
  const [low, high] = secret;
  const words = length >>> 2;
  let v0 = low | 0;
  let v1 = high | 0;
  let v2 = low ^ 0x6c796765;
  let v3 = high ^ 0x74656462;
  for (let round = 0; round <= words + FINAL_ROUNDS; round++) {
    const word = round < words ? wordAt(bytes, round << 2) : round === words ? lastWord(bytes, length) : 0;
    if (round === words + 1) v2 ^= 0xff;
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = (v1 << 5) | (v1 >>> 27);
    v1 ^= v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = (v3 << 8) | (v3 >>> 24);
    v3 ^= v2;
    v0 = (v0 + v3) | 0;
    v3 = (v3 << 7) | (v3 >>> 25);
    v3 ^= v0;
    v2 = (v2 + v1) | 0;
    v1 = (v1 << 13) | (v1 >>> 19);
    v1 ^= v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
  }
  return (v1 ^ v3) >>> 0;
}

function wordAt(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  return low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
}

/** The bytes that fill no word, and the length in the highest byte. */
function lastWord(bytes: Uint8Array, length: number): number {
  let word = length << 24;
  for (let at = length & ~3, shift = 0; at < length; at++, shift += BITS_PER_BYTE)
    word |= (bytes[at] as number) << shift;
  return word;
}
