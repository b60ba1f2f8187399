import type { Verdict } from '../check/results.ts';

/** As Jepsen's. */
export const EXIT = { valid: 0, invalid: 1, unknown: 2, badArguments: 254, crash: 255 } as const;

export function exitCodeOf(verdict: Verdict): number {
  return EXIT[verdict];
}
