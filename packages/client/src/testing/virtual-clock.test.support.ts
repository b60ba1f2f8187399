import type { Cancel, ClientClock } from '../ports.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it; promise chains settle between timers. */
export class VirtualClock implements ClientClock {
  #now = 0;
  readonly #timers = new Set<Timer>();
  #deferred: (() => void)[] = [];

  monotonicNow(): number {
    return this.#now;
  }

  /** Timers that are set. */
  get timers(): number {
    return this.#timers.size;
  }

  schedule(delayMs: number, run: () => void): Cancel {
    const timer = { at: this.#now + Math.max(0, delayMs), run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  defer(run: () => void): void {
    this.#deferred.push(run);
  }

  /** Lets everything happen that needs no time to pass. */
  async settle(): Promise<void> {
    do {
      const batch = this.#deferred;
      this.#deferred = [];
      for (const run of batch) run();
      await new Promise<void>((resolve) => setImmediate(resolve));
    } while (this.#deferred.length > 0);
  }

  /** Moves time forward, firing every timer that falls due on the way. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#next(); next !== undefined && next.at <= end; next = this.#next()) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers.delete(next);
      next.run();
      await this.settle();
    }
    this.#now = end;
  }

  /** Lets time pass without firing anything, as for a process that was stopped. */
  freeze(ms: number): void {
    this.#now += ms;
  }

  /** Moves time from timer to timer until `promise` is settled; returns what it came to. */
  async until<Result>(promise: Promise<Result>, limitMs = 60_000): Promise<Result> {
    const end = this.#now + limitMs;
    let done = false;
    const finish = (): void => {
      done = true;
    };
    promise.then(finish, finish);
    await this.settle();
    while (!done) {
      const next = this.#next();
      if (next === undefined || next.at > end)
        throw new Error(`not settled within ${limitMs} ms of virtual time`);
      await this.advance(Math.max(0, next.at - this.#now));
    }
    return await promise;
  }

  #next(): Timer | undefined {
    let best: Timer | undefined;
    for (const timer of this.#timers) if (best === undefined || timer.at < best.at) best = timer;
    return best;
  }
}
