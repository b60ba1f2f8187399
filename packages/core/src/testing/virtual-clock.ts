import type { Cancel, Clock } from '../ports/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it. Timers fire in order of their time, then of their creation. */
export class VirtualClock implements Clock {
  #now = 0;
  #created = 0;
  #deferred: (() => void)[] = [];
  readonly #timers = new Set<Timer>();

  monotonicNow(): number {
    return this.#now;
  }

  wallNow(): number {
    return this.#now;
  }

  schedule(delayMs: number, run: () => void): Cancel {
    const timer: Timer = { at: this.#now + Math.max(0, delayMs), order: this.#created++, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  defer(run: () => void): void {
    this.#deferred.push(run);
  }

  /** Runs what was deferred, and what that defers in turn. */
  runDeferred(): void {
    while (this.#deferred.length > 0) {
      const batch = this.#deferred;
      this.#deferred = [];
      for (const run of batch) run();
    }
  }

  /** Moves time forward by `ms`, firing every timer that falls due on the way. Promises are not awaited. */
  advance(ms: number): void {
    const end = this.#now + ms;
    this.runDeferred();
    for (let next = this.#next(); next !== undefined && next.at <= end; next = this.#next()) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.run();
      this.runDeferred();
    }
    this.#now = end;
  }

  /**
   * Moves time forward in steps of `stepMs` until `condition` holds, letting promises settle between steps.
   * Fails when `limitMs` have passed first.
   */
  async advanceUntil(condition: () => boolean, limitMs = 60_000, stepMs = 10): Promise<void> {
    const end = this.#now + limitMs;
    await settlePromises();
    while (!condition()) {
      if (this.#now >= end) throw new Error(`condition not met within ${limitMs} ms of virtual time`);
      this.advance(stepMs);
      await settlePromises();
    }
  }

  #next(): Timer | undefined {
    let best: Timer | undefined;
    for (const timer of this.#timers) {
      if (best === undefined || timer.at < best.at || (timer.at === best.at && timer.order < best.order))
        best = timer;
    }
    return best;
  }
}

/** Lets every promise chain that only waits for other promises run to its end. */
export async function settlePromises(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
