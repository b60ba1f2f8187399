import type { SeededRandom } from '@seaworthy/core/testing';

export interface KeyPoolOptions {
  readonly prefix: string;
  readonly keys: number;
  readonly operationsPerKey: number;
}

interface Slot {
  generation: number;
  used: number;
}

/**
 * The keys in use. Each is left for a fresh generation after a number of operations: keys are checked on their own,
 * and the cost of checking one grows much faster than its history (Jepsen's independent keys).
 */
export class KeyPool {
  readonly #options: KeyPoolOptions;
  readonly #slots: Slot[];

  constructor(options: KeyPoolOptions) {
    this.#options = options;
    // The first generations end one after another, so that not all keys are fresh at the same time.
    this.#slots = Array.from({ length: options.keys }, (_, slot) => ({
      generation: 0,
      used: Math.floor((options.operationsPerKey * slot) / options.keys / 2),
    }));
  }

  /** A key for one more operation. */
  take(random: SeededRandom): string {
    const at = random.below(this.#slots.length);
    const slot = this.#slots[at] as Slot;
    if (slot.used >= this.#options.operationsPerKey) {
      slot.generation++;
      slot.used = 0;
    }
    slot.used++;
    return this.#name(at, slot.generation);
  }

  /** Every key of every generation so far. */
  all(): string[] {
    return this.#slots.flatMap(({ generation }, at) =>
      Array.from({ length: generation + 1 }, (_, past) => this.#name(at, past)),
    );
  }

  #name(slot: number, generation: number): string {
    return `${this.#options.prefix}${slot}.${generation}`;
  }
}
