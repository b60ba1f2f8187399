import type { Clock } from '@seaworthy/core';

import { TransportError } from './errors.ts';

const MAX_PER_INTERVAL = 20;
const INTERVAL_MS = 1_000;

/** Keeps strangers from filling the log: lets so many warnings through per second and counts the rest. */
export class WarningGate {
  readonly #clock: Clock;
  readonly #onWarning: (error: TransportError) => void;
  #intervalStartMs = Number.NEGATIVE_INFINITY;
  #passed = 0;
  #withheld = 0;

  constructor(clock: Clock, onWarning: (error: TransportError) => void) {
    this.#clock = clock;
    this.#onWarning = onWarning;
  }

  warn(error: TransportError): void {
    const now = this.#clock.monotonicNow();
    if (now - this.#intervalStartMs >= INTERVAL_MS) {
      this.#intervalStartMs = now;
      this.#passed = 0;
    }
    if (this.#passed >= MAX_PER_INTERVAL) {
      this.#withheld++;
      return;
    }
    this.#passed++;
    const withheld = this.#withheld;
    this.#withheld = 0;
    this.#onWarning(withheld === 0 ? error : afterWithheld(error, withheld));
  }
}

function afterWithheld(error: TransportError, withheld: number): TransportError {
  const { code, message, cause, peer, retryable } = error;
  return new TransportError(code, `${message} (${withheld} warnings before this one were withheld)`, {
    cause,
    peer,
    retryable,
  });
}
