import type { Cancel, Clock } from '@seaworthy/core';

/** What a scrubber reads, and what it does about what it finds. */
export interface ScrubberOptions {
  readonly clock: Clock;
  /** Milliseconds from the end of one look to the next. */
  readonly everyMs: number;
  /** Reads everything that is stored and yields what is wrong with it. */
  readonly scrub: () => AsyncIterable<Error>;
  readonly onDamage: (error: Error) => void;
  /** Writes anew what the process still has in memory; comes after a look that found something. */
  readonly renew: () => Promise<void>;
  /** A look, or the renewal, could not be carried out. */
  readonly onFailure: (error: unknown) => void;
}

/** Reads all that a node has stored now and then, so that damage shows while peers and memory still have what it was. */
export class Scrubber {
  readonly #options: ScrubberOptions;
  #cancel: Cancel = () => undefined;
  #stopped = false;
  #finished = 0;
  #failed = 0;
  #damages = 0;

  constructor(options: ScrubberOptions) {
    this.#options = options;
    this.#wait();
  }

  /** Looks at everything that came to their end. */
  get finished(): number {
    return this.#finished;
  }

  /** Looks, or renewals, that could not be carried out. */
  get failed(): number {
    return this.#failed;
  }

  /** Things that were found damaged, each as often as it was found. */
  get damages(): number {
    return this.#damages;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #wait(): void {
    const { clock, everyMs, onFailure } = this.#options;
    if (this.#stopped) return;
    this.#cancel = clock.schedule(everyMs, () => {
      this.#look()
        .catch((error: unknown) => {
          this.#failed++;
          onFailure(error);
        })
        .finally(() => this.#wait());
    });
  }

  async #look(): Promise<void> {
    const { scrub, onDamage, renew } = this.#options;
    const before = this.#damages;
    for await (const error of scrub()) {
      if (this.#stopped) return;
      this.#damages++;
      onDamage(error);
    }
    this.#finished++;
    if (this.#damages > before) await renew();
  }
}
