/** Small integers, the one with the least key first. */
export class Heap {
  readonly #keys: Float64Array;
  readonly #items: number[] = [];

  /** @param keys the key of each integer; not to change while it is in the heap. */
  constructor(keys: Float64Array) {
    this.#keys = keys;
  }

  get size(): number {
    return this.#items.length;
  }

  /** -1 when there is none. */
  get first(): number {
    return this.#items[0] ?? -1;
  }

  push(item: number): void {
    const items = this.#items;
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#keys[items[parent]!]! <= this.#keys[item]!) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  /** Takes the first one out. */
  pop(): number {
    const items = this.#items;
    const first = this.first;
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let at = 0;
    for (;;) {
      const child = this.#lesserChild(at);
      if (child < 0 || this.#keys[items[child]!]! >= this.#keys[last]!) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return first;
  }

  #lesserChild(at: number): number {
    const items = this.#items;
    const left = 2 * at + 1;
    if (left >= items.length) return -1;
    const right = left + 1;
    return right < items.length && this.#keys[items[right]!]! < this.#keys[items[left]!]! ? right : left;
  }
}
