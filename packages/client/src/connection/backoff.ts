import type { ClientRandom } from '../ports.ts';

export interface Backoff {
  /** The first wait. */
  readonly initialMs: number;
  /** No wait is longer. */
  readonly maxMs: number;
}

/** The wait before retry number `retry` (from 0): doubling, and cut by up to half by chance, so that clients spread. */
export function backoffDelay({ initialMs, maxMs }: Backoff, retry: number, random: ClientRandom): number {
  const full = Math.min(maxMs, initialMs * 2 ** Math.min(retry, 30));
  return full * (0.5 + random.uint32() / 0x2_0000_0000);
}
