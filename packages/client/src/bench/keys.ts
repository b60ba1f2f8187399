import type { ClientRandom } from '../ports.ts';
import type { LoadPlan } from './plan.ts';

const PREFIX = 'bench/';
const ZERO = 48;
const ZIPF_EXPONENT = 0.99;

/** Writes key number so-and-so, always into the same bytes: `bench/` and the number, as long as keys are to be. */
export class KeyWriter {
  readonly #bytes: Uint8Array;
  readonly #digits: number;

  constructor(keyBytes: number, keys: number) {
    this.#bytes = new TextEncoder().encode(PREFIX.padEnd(keyBytes, '0'));
    this.#digits = String(keys - 1).length;
  }

  write(number: number): Uint8Array {
    let rest = number;
    const end = this.#bytes.length - 1;
    for (let digit = 0; digit < this.#digits; digit++) {
      const higher = Math.floor(rest / 10);
      this.#bytes[end - digit] = ZERO + rest - higher * 10;
      rest = higher;
    }
    return this.#bytes;
  }
}

/** Chooses numbers below `keys`, one for each operation. */
export function keyPicker(
  { distribution, keys }: Pick<LoadPlan, 'distribution' | 'keys'>,
  random: ClientRandom,
): () => number {
  switch (distribution) {
    case 'sequential':
      return inTurn(keys);
    case 'uniform':
      return () => Math.floor(unit(random) * keys);
    case 'zipfian':
      return zipfian(keys, random);
  }
}

function inTurn(keys: number): () => number {
  let next = 0;
  return () => next++ % keys;
}

/** Number k, from 0, with a probability that goes as 1 / (k + 1)^0.99 (Gray et al., SIGMOD 1994, section 3.2). */
function zipfian(keys: number, random: ClientRandom): () => number {
  const zeta = zetaUpTo(keys);
  const second = 1 + 0.5 ** ZIPF_EXPONENT;
  const alpha = 1 / (1 - ZIPF_EXPONENT);
  const eta = (1 - (2 / keys) ** (1 - ZIPF_EXPONENT)) / (1 - zetaUpTo(2) / zeta);
  return () => {
    const chance = unit(random);
    if (chance * zeta < 1) return 0;
    if (chance * zeta < second) return 1;
    return Math.min(keys - 1, Math.floor(keys * (eta * chance - eta + 1) ** alpha));
  };
}

/** The terms are summed one by one up to a million, and by their integral beyond. */
function zetaUpTo(count: number): number {
  const exact = Math.min(count, 1_000_000);
  let sum = 0;
  for (let term = 1; term <= exact; term++) sum += term ** -ZIPF_EXPONENT;
  const power = 1 - ZIPF_EXPONENT;
  return sum + ((count + 0.5) ** power - (exact + 0.5) ** power) / power;
}

function unit(random: ClientRandom): number {
  return random.uint32() / 0x1_0000_0000;
}
