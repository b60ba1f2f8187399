import type { Progress } from '../result.ts';
import { ABORTED, INVALID } from './protocol.ts';
import type { Flags, Job } from './protocol.ts';

/** Stops the check as `check` would stop: once a partition is invalid anywhere, and each has had a turn. */
export class Stopper {
  readonly #flags: Flags;
  readonly #partitions: number;
  readonly #stopOnInvalid: boolean;
  #turns = 0;
  #isDeciding = true;

  constructor({ flags, partitions, options }: Job) {
    this.#flags = flags;
    this.#partitions = partitions.length;
    this.#stopOnInvalid = options.stopOnInvalid !== false;
  }

  /** Asked before every turn of a partition, and before explanations. */
  get aborted(): boolean {
    if (Atomics.load(this.#flags, ABORTED) !== 0) return true;
    if (!this.#stopOnInvalid || !this.#isDeciding) return false;
    return this.#turns++ >= this.#partitions && Atomics.load(this.#flags, INVALID) !== 0;
  }

  follow({ invalid, done, partitions }: Progress): void {
    if (invalid > 0) Atomics.store(this.#flags, INVALID, 1);
    if (done === partitions) this.#isDeciding = false;
  }
}
