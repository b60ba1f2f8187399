import type { Cancel } from '@seaworthy/core';
import type { SeededRandom } from '@seaworthy/core/testing';

import type { Scheduler } from './scheduler.ts';

/** Something that waits for a paused process, and what it came from: a peer, a client, the disk, its own timers. */
interface Held {
  readonly source: string;
  readonly run: () => void;
}

/**
 * What stands between a process and everything that happens to it: while the process is paused, nothing gets through,
 * and after its end nothing ever does.
 */
export class Gate {
  readonly #scheduler: Scheduler;
  readonly #onPass: () => void;
  #held: Held[] | null = null;
  #closed = false;

  /** `onPass` is called after everything that got through. */
  constructor(scheduler: Scheduler, onPass: () => void = () => undefined) {
    this.#scheduler = scheduler;
    this.#onPass = onPass;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  pass(source: string, run: () => void): void {
    if (this.#closed) return;
    if (this.#held !== null) {
      this.#held.push({ source, run });
      return;
    }
    run();
    this.#onPass();
  }

  schedule(source: string, delayMs: number, run: () => void): Cancel {
    let cancelled = false;
    const cancel = this.#scheduler.schedule(delayMs, () =>
      this.pass(source, () => {
        if (!cancelled) run();
      }),
    );
    return () => {
      cancelled = true;
      cancel();
    };
  }

  defer(source: string, run: () => void): void {
    this.#scheduler.defer(() => this.pass(source, run));
  }

  pause(): void {
    this.#held ??= [];
  }

  /**
   * Everything that was held happens now: what came from one source in its order, but which source comes first is
   * chance, as with a process that finds all its timers due and all its sockets readable.
   */
  resume(random: SeededRandom): void {
    let held = this.#held ?? [];
    this.#held = null;
    while (held.length > 0) {
      const { source } = random.pick(held);
      for (const one of held)
        if (one.source === source) this.#scheduler.schedule(0, () => this.pass(source, one.run));
      held = held.filter((one) => one.source !== source);
    }
  }

  close(): void {
    this.#closed = true;
    this.#held = null;
  }
}
