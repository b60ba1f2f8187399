import { describe, expect, it } from 'vitest';

import { keyHash } from './key-hash.ts';

const upTo = (length: number): Uint8Array => Uint8Array.from({ length }, (_, place) => place);

describe('keyHash', () => {
  it('is HalfSipHash-1-3, as by the vectors of the Linux kernel', () => {
    const vectors = [
      [0x5814c896, 0xe7e864ca, 0xbc4b0e30, 0x01539939, 0x7e059ea6, 0x88e3d89b, 0xa0080b65, 0x9d38d9d6],
      [0x577999b1, 0xc839caed, 0xe4fa32cf, 0x959246ee, 0x6b28096c, 0x66dd9cd6, 0x16658a7c, 0xd0257b04],
    ].flat();
    expect(vectors.map((_, length) => keyHash(upTo(20), length, [0x03020100, 0x07060504]))).toEqual(vectors);
  });

  it('depends on both halves of the secret', () => {
    const key = upTo(20);
    const hashes = [
      [0, 0],
      [1, 0],
      [0, 1],
    ].map(([low = 0, high = 0]) => keyHash(key, key.length, [low, high]));
    expect(new Set(hashes).size).toBe(3);
  });
});
