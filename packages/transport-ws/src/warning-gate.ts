import type { Clock } from '@seaworthy/core';

import { TransportError } from './errors.ts';

const MAX_PER_INTERVAL = 20;
const INTERVAL_MS = 1_000;
/** A node that is refused tries again and again; that it does need not be said every time. */
const REPEAT_AFTER_MS = 60_000;
const MAX_REMEMBERED = 64;

/**
 * Keeps strangers from filling the log: lets so many warnings through per second, each text once per minute, and counts
 * the rest.
 */
export class WarningGate {
  readonly #clock: Clock;
  readonly #onWarning: (error: TransportError) => void;
  #intervalStartMs = Number.NEGATIVE_INFINITY;
  #passed = 0;
  #withheld = 0;
  /** When each text passed, oldest first. */
  readonly #said = new Map<string, number>();

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
    if (this.#passed >= MAX_PER_INTERVAL || this.#saidLately(error.message, now)) {
      this.#withheld++;
      return;
    }
    this.#passed++;
    this.#remember(error.message, now);
    const withheld = this.#withheld;
    this.#withheld = 0;
    this.#onWarning(withheld === 0 ? error : afterWithheld(error, withheld));
  }

  #saidLately(message: string, now: number): boolean {
    const at = this.#said.get(message);
    return at !== undefined && now - at < REPEAT_AFTER_MS;
  }

  #remember(message: string, now: number): void {
    this.#said.delete(message);
    this.#said.set(message, now);
    const [oldest] = this.#said.keys();
    if (this.#said.size > MAX_REMEMBERED && oldest !== undefined) this.#said.delete(oldest);
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
