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

  constructor(options: ScrubberOptions) {
    this.#options = options;
    this.#wait();
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
        .catch(onFailure)
        .finally(() => this.#wait());
    });
  }

  async #look(): Promise<void> {
    const { scrub, onDamage, renew } = this.#options;
    let damaged = false;
    for await (const error of scrub()) {
      if (this.#stopped) return;
      damaged = true;
      onDamage(error);
    }
    if (damaged) await renew();
  }
}
