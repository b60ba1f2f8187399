import type { Cancel, Clock } from '../ports/clock.ts';

/** A clock that runs `rate` times as fast as another one, which stands for real time. */
export class SkewedClock implements Clock {
  readonly #real: Clock;
  readonly #rate: number;
  readonly #begin: number;

  constructor(real: Clock, rate: number) {
    if (!(rate > 0 && Number.isFinite(rate))) throw new RangeError(`expected a rate above 0, got ${rate}`);
    this.#real = real;
    this.#rate = rate;
    this.#begin = real.monotonicNow();
  }

  monotonicNow(): number {
    return (this.#real.monotonicNow() - this.#begin) * this.#rate;
  }

  wallNow(): number {
    return this.#real.wallNow();
  }

  schedule(delayMs: number, run: () => void): Cancel {
    return this.#real.schedule(delayMs / this.#rate, run);
  }

  defer(run: () => void): void {
    this.#real.defer(run);
  }
}
