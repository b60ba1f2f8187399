import type { Cancel } from '@seaworthy/core';

import type { Scheduler } from './scheduler.ts';

/**
 * What stands between a process and everything that happens to it: while the process is paused, nothing gets through,
 * and after its end nothing ever does.
 */
export class Gate {
  readonly #scheduler: Scheduler;
  readonly #onPass: () => void;
  #held: (() => void)[] | null = null;
  #closed = false;

  /** `onPass` is called after everything that got through. */
  constructor(scheduler: Scheduler, onPass: () => void = () => undefined) {
    this.#scheduler = scheduler;
    this.#onPass = onPass;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  pass(run: () => void): void {
    if (this.#closed) return;
    if (this.#held !== null) {
      this.#held.push(run);
      return;
    }
    run();
    this.#onPass();
  }

  schedule(delayMs: number, run: () => void): Cancel {
    let cancelled = false;
    const cancel = this.#scheduler.schedule(delayMs, () =>
      this.pass(() => {
        if (!cancelled) run();
      }),
    );
    return () => {
      cancelled = true;
      cancel();
    };
  }

  defer(run: () => void): void {
    this.#scheduler.defer(() => this.pass(run));
  }

  pause(): void {
    this.#held ??= [];
  }

  /** Everything that was held happens now, in its order. */
  resume(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const run of held) this.#scheduler.schedule(0, () => this.pass(run));
  }

  close(): void {
    this.#closed = true;
    this.#held = null;
  }
}
