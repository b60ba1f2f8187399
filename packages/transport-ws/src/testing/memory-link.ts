import type { Clock } from '@seaworthy/core';

import { changeConditions, QUIET, type Fate, type LinkConditions } from './conditions.ts';

/** One direction between two nodes. */
export class MemoryLink {
  readonly #clock: Clock;
  readonly #fate: Fate;
  #conditions: LinkConditions;
  #cutAtMs: number | null = null;
  /** Frames in order of sending; each timer delivers the first one, whichever frame it was set for. */
  readonly #inOrder: (() => void)[] = [];
  #lastArrivalMs = 0;
  #queuedBytes = 0;

  constructor(clock: Clock, fate: Fate, conditions: LinkConditions = QUIET) {
    this.#clock = clock;
    this.#fate = fate;
    this.#conditions = conditions;
  }

  get isCut(): boolean {
    return this.#cutAtMs !== null;
  }

  /** Whether it has been cut for so long that a sender must have noticed. */
  cutFor(ms: number): boolean {
    return this.#cutAtMs !== null && this.#clock.monotonicNow() - this.#cutAtMs >= ms;
  }

  cut(): void {
    this.#cutAtMs ??= this.#clock.monotonicNow();
  }

  heal(): void {
    this.#cutAtMs = null;
  }

  change(conditions: Partial<LinkConditions>): void {
    this.#conditions = changeConditions(this.#conditions, conditions);
  }

  /** Bytes of messages on their way, each counted as often as it will arrive. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Calls `arrive` as often as chance wants: never, once or twice, later. Whether the link is cut decides then. */
  carry(bytes: number, arrive: () => void): void {
    if (this.#fate.happens(this.#conditions.lossRate)) return;
    this.#carryOnce(bytes, arrive);
    if (this.#fate.happens(this.#conditions.duplicateRate)) this.#carryOnce(bytes, arrive);
  }

  /** Calls `arrive` once, after everything that was carried in order before, as TCP would. */
  carryStream(arrive: () => void): void {
    this.#enqueue(arrive);
  }

  #carryOnce(bytes: number, arrive: () => void): void {
    this.#queuedBytes += bytes;
    const release = (): void => {
      this.#queuedBytes -= bytes;
      arrive();
    };
    if (this.#conditions.reorder) this.#clock.schedule(this.#fate.delayMs(this.#conditions), release);
    else this.#enqueue(release);
  }

  #enqueue(arrive: () => void): void {
    const now = this.#clock.monotonicNow();
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, now + this.#fate.delayMs(this.#conditions));
    this.#inOrder.push(arrive);
    this.#clock.schedule(this.#lastArrivalMs - now, () => this.#inOrder.shift()?.());
  }
}
