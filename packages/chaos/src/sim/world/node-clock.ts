import type { Cancel, Clock } from '@seaworthy/core';

import type { Gate } from './gate.ts';
import type { Scheduler } from './scheduler.ts';

/** The clocks of one computer: they may run at a wrong rate, and the wall clock may jump. They outlive processes. */
export class ComputerClock {
  readonly #scheduler: Scheduler;
  #rate = 1;
  /** What the monotonic clock showed when the rate last changed, and when that was. */
  #shownMs = 0;
  #sinceMs = 0;
  #wallOffsetMs: number;

  constructor(scheduler: Scheduler, wallOffsetMs: number) {
    this.#scheduler = scheduler;
    this.#wallOffsetMs = wallOffsetMs;
  }

  get rate(): number {
    return this.#rate;
  }

  set rate(rate: number) {
    this.#shownMs = this.monotonicMs;
    this.#sinceMs = this.#scheduler.nowMs;
    this.#rate = rate;
  }

  get monotonicMs(): number {
    return this.#shownMs + (this.#scheduler.nowMs - this.#sinceMs) * this.#rate;
  }

  get wallMs(): number {
    return this.monotonicMs + this.#wallOffsetMs;
  }

  jumpWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }
}

/** The clock that one process sees, on a computer whose clocks may be wrong. */
export class ProcessClock implements Clock {
  readonly #computer: ComputerClock;
  readonly #gate: Gate;

  constructor(computer: ComputerClock, gate: Gate) {
    this.#computer = computer;
    this.#gate = gate;
  }

  monotonicNow(): number {
    return this.#computer.monotonicMs;
  }

  wallNow(): number {
    return this.#computer.wallMs;
  }

  schedule(delayMs: number, run: () => void): Cancel {
    return this.#gate.schedule('timers', Math.max(0, delayMs) / this.#computer.rate, run);
  }

  defer(run: () => void): void {
    this.#gate.defer('timers', run);
  }
}
