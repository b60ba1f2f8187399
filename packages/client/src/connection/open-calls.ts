import type { Cancel, ClientClock } from '../ports.ts';

/** What ends by itself after a time. */
export interface Expiring {
  /** How long it may take, in milliseconds; Infinity for no limit. */
  readonly timeoutMs: number;
  /** The time is over. */
  expire(): void;
}

/** Those with one timeout and their deadlines, in the order in which they were added, and so of their deadlines. */
interface Line<Item> {
  readonly deadlines: Map<Item, number>;
  timer: Cancel | undefined;
}

/**
 * What is open, and ends at its deadline. Nearly all calls of a client have the same timeout, and so end in the order
 * in which they began: one timer for each timeout does for all of them. That of the usual timeout is left to run out
 * when nothing is open for the moment; {@link OpenCalls.clear} stops it.
 */
export class OpenCalls<Item extends Expiring> {
  readonly #clock: ClientClock;
  readonly #usualTimeoutMs: number;
  readonly #lines = new Map<number, Line<Item>>();
  #size = 0;

  constructor(clock: ClientClock, usualTimeoutMs: number) {
    this.#clock = clock;
    this.#usualTimeoutMs = usualTimeoutMs;
  }

  get size(): number {
    return this.#size;
  }

  /** Its time begins now. */
  add(item: Item): void {
    const { timeoutMs } = item;
    const line = this.#lineOf(timeoutMs);
    line.deadlines.set(item, this.#clock.monotonicNow() + timeoutMs);
    this.#size++;
    if (line.timer === undefined && timeoutMs !== Infinity) this.#arm(line, timeoutMs);
  }

  remove(item: Item): void {
    const { timeoutMs } = item;
    const line = this.#lines.get(timeoutMs);
    if (line?.deadlines.delete(item) !== true) return;
    this.#size--;
    if (line.deadlines.size === 0 && timeoutMs !== this.#usualTimeoutMs) this.#drop(timeoutMs, line);
  }

  /** Takes all of them out. */
  clear(): Item[] {
    const items = [...this.#lines.values()].flatMap(({ deadlines }) => [...deadlines.keys()]);
    for (const [timeoutMs, line] of this.#lines) this.#drop(timeoutMs, line);
    this.#size = 0;
    return items;
  }

  #lineOf(timeoutMs: number): Line<Item> {
    const known = this.#lines.get(timeoutMs);
    if (known !== undefined) return known;
    const line: Line<Item> = { deadlines: new Map(), timer: undefined };
    this.#lines.set(timeoutMs, line);
    return line;
  }

  #drop(timeoutMs: number, line: Line<Item>): void {
    line.timer?.();
    this.#lines.delete(timeoutMs);
  }

  #arm(line: Line<Item>, delayMs: number): void {
    line.timer = this.#clock.schedule(delayMs, () => {
      line.timer = undefined;
      this.#expire(line);
    });
  }

  #expire(line: Line<Item>): void {
    const now = this.#clock.monotonicNow();
    for (const [item, deadline] of line.deadlines) {
      if (deadline > now) {
        this.#arm(line, deadline - now);
        return;
      }
      item.expire();
    }
  }
}
