import type { Cancel, ClientClock } from '../ports.ts';

/** What ends by itself after a time. */
export interface Expiring {
  /** How long it may take, in milliseconds; Infinity for no limit. */
  readonly timeoutMs: number;
  /** The time is over. */
  expire(): void;
}

/** The place of something that is open, between those of its line; without a line, it was taken out. */
export interface Place<Item> {
  readonly item: Item;
  readonly deadline: number;
  line: Line<Item> | undefined;
  before: Place<Item> | undefined;
  after: Place<Item> | undefined;
}

/** Those with one timeout, in the order in which they were added, and so of their deadlines. */
interface Line<Item> {
  readonly timeoutMs: number;
  first: Place<Item> | undefined;
  last: Place<Item> | undefined;
  timer: Cancel | undefined;
}

/**
 * What is open, and ends at its deadline. Nearly all calls of a client have the same timeout, and so end in the order
 * in which they began: one timer for each timeout does for all of them. That of the usual timeout is left to run out
 * when nothing is open for the moment; {@link OpenCalls.clear} stops it.
 */
export class OpenCalls<Item extends Expiring> {
  readonly #clock: ClientClock;
  readonly #usual: Line<Item>;
  readonly #unusual = new Map<number, Line<Item>>();
  #size = 0;

  constructor(clock: ClientClock, usualTimeoutMs: number) {
    this.#clock = clock;
    this.#usual = newLine(usualTimeoutMs);
  }

  get size(): number {
    return this.#size;
  }

  /** Its time begins now. */
  add(item: Item): Place<Item> {
    const { timeoutMs } = item;
    const line = this.#lineOf(timeoutMs);
    const deadline = this.#clock.monotonicNow() + timeoutMs;
    const place: Place<Item> = { item, deadline, line, before: line.last, after: undefined };
    if (line.last === undefined) line.first = place;
    else line.last.after = place;
    line.last = place;
    this.#size++;
    if (line.timer === undefined && timeoutMs !== Infinity) this.#arm(line, timeoutMs);
    return place;
  }

  /** Does nothing if it was taken out before. */
  remove(place: Place<Item>): void {
    const { line, before, after } = place;
    if (line === undefined) return;
    if (before === undefined) line.first = after;
    else before.after = after;
    if (after === undefined) line.last = before;
    else after.before = before;
    // A place that garbage collections have moved among the old ones would else keep all that came after it.
    place.line = undefined;
    place.before = undefined;
    place.after = undefined;
    this.#size--;
    if (line.first === undefined && line !== this.#usual) this.#drop(line);
  }

  /** Takes all of them out. */
  clear(): Item[] {
    const items: Item[] = [];
    for (const line of [this.#usual, ...this.#unusual.values()]) {
      for (let place = line.first; place !== undefined; place = line.first) {
        items.push(place.item);
        this.remove(place);
      }
      line.timer?.();
    }
    return items;
  }

  #lineOf(timeoutMs: number): Line<Item> {
    if (timeoutMs === this.#usual.timeoutMs) return this.#usual;
    const known = this.#unusual.get(timeoutMs);
    if (known !== undefined) return known;
    const line = newLine<Item>(timeoutMs);
    this.#unusual.set(timeoutMs, line);
    return line;
  }

  #drop(line: Line<Item>): void {
    line.timer?.();
    this.#unusual.delete(line.timeoutMs);
  }

  #arm(line: Line<Item>, delayMs: number): void {
    line.timer = this.#clock.schedule(delayMs, () => {
      line.timer = undefined;
      this.#expire(line);
    });
  }

  #expire(line: Line<Item>): void {
    const now = this.#clock.monotonicNow();
    for (let place = line.first; place !== undefined; place = line.first) {
      if (place.deadline > now) {
        this.#arm(line, place.deadline - now);
        return;
      }
      this.remove(place);
      place.item.expire();
    }
  }
}

function newLine<Item>(timeoutMs: number): Line<Item> {
  return { timeoutMs, first: undefined, last: undefined, timer: undefined };
}
