import { SeededRandom } from '@seaworthy/core/testing';

/** A source of chance for each process, so that what one process does never depends on how often others were asked. */
export class ProcessRandoms {
  readonly #seed: number;
  readonly #randoms = new Map<number, SeededRandom>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  of(process: number): SeededRandom {
    const known = this.#randoms.get(process);
    if (known !== undefined) return known;
    const random = new SeededRandom(this.#seed + 7919 * (process + 1));
    this.#randoms.set(process, random);
    return random;
  }
}
