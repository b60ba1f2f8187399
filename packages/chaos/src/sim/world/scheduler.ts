import type { Cancel } from '@seaworthy/core';

interface Event {
  readonly atMs: number;
  readonly order: number;
  run: (() => void) | null;
}

/**
 * Times are multiples of a 1024th of a millisecond, later rather than earlier: what waits for a moment by the difference
 * of two clock readings would otherwise be called a rounding error too soon, and wait for nothing, for ever.
 */
const GRID = 1_024;

/**
 * Virtual time: events happen in the order of their time, then of their making, and in no other. What was deferred
 * happens right after the event that deferred it.
 */
export class Scheduler {
  /** A binary heap: no event is earlier than the one at half its place. */
  readonly #heap: Event[] = [];
  #deferred: (() => void)[] = [];
  #made = 0;
  #nowMs = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, run: () => void): Cancel {
    const atMs = Math.ceil((this.#nowMs + Math.max(0, delayMs)) * GRID) / GRID;
    const event: Event = { atMs, order: this.#made++, run };
    this.#push(event);
    return () => (event.run = null);
  }

  defer(run: () => void): void {
    this.#deferred.push(run);
  }

  get hasDeferred(): boolean {
    return this.#deferred.length > 0;
  }

  runDeferred(): void {
    while (this.#deferred.length > 0) {
      const batch = this.#deferred;
      this.#deferred = [];
      for (const run of batch) run();
    }
  }

  /** Makes the next event happen, if there is one until `endMs`. */
  step(endMs: number): boolean {
    for (;;) {
      const [next] = this.#heap;
      if (next === undefined || next.atMs > endMs) return false;
      this.#pop();
      if (next.run === null) continue;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
      this.runDeferred();
      return true;
    }
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Event;
      if (!isBefore(event, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Event;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && isBefore(heap[right] as Event, heap[left] as Event) ? right : left;
      if (!isBefore(heap[child] as Event, last)) break;
      heap[at] = heap[child] as Event;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/**
 * Lets every promise chain run to its end: none of them waits for anything but events. Node calls what `nextTick` was
 * given only when no promise has anything left to run, and does so without a turn of the event loop. That holds where
 * the caller itself was called by a promise.
 */
export function settlePromises(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** Gives the event loop a turn, for signals and the like. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
