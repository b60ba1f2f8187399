import { expect, it } from 'vitest';
import { Slab } from './slab.ts';

it('cuts pieces that are zero and share nothing', () => {
  const slab = new Slab();
  const pieces = Array.from({ length: 500 }, (_, number) => slab.take((number * 37) % 900));
  for (const [number, piece] of pieces.entries()) {
    expect(piece).toEqual(new Uint8Array((number * 37) % 900));
    piece.fill(255);
  }
  expect(new Set(pieces.map(({ buffer }) => buffer)).size).toBeLessThan(20);
});

it('gives long pieces memory of their own', () => {
  const slab = new Slab();
  slab.take(10);
  expect(slab.take(100_000).buffer.byteLength).toBe(100_000);
});
