import { keyHash, type HashSecret } from './key-hash.ts';

/** Each grows by itself, so that no growth takes long. */
const TABLES = 256;
const TABLE_SHIFT = 24;
const MIN_SLOTS = 4;
/** A table grows when more than this part of its slots is taken. */
const MAX_LOAD = 2 / 3;
/** A slot is a hash, and a location plus one; a slot is free where that is 0. */
const SLOT_WORDS = 2;

interface Table {
  slots: Uint32Array;
  count: number;
}

/** Whether the key of the record at `location` is `key`. */
export type IsKeyAt = (location: number, key: Uint8Array) => boolean;

/**
 * Where the record of each key is: hash tables with linear probing. A `Map` would need a string for each key, all of which
 * the garbage collector looks at while everything waits; these are a few arrays of numbers.
 */
export class KeyIndex {
  readonly #secret: HashSecret;
  readonly #isKeyAt: IsKeyAt;
  readonly #tables: readonly Table[] = Array.from({ length: TABLES }, () => ({
    slots: new Uint32Array(MIN_SLOTS * SLOT_WORDS),
    count: 0,
  }));
  #size = 0;

  constructor(secret: HashSecret, isKeyAt: IsKeyAt) {
    this.#secret = secret;
    this.#isKeyAt = isKeyAt;
  }

  /** Number of keys. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of memory that the tables take. */
  get heldBytes(): number {
    return this.#tables.reduce((sum, { slots }) => sum + slots.byteLength, 0);
  }

  get(key: Uint8Array): number | undefined {
    const hash = keyHash(key, this.#secret);
    const { slots } = this.#tableOf(hash);
    const location = slots[this.#slotOf(slots, hash, key) + 1] as number;
    return location === 0 ? undefined : location - 1;
  }

  /** Puts `key` at `location`, below 2^32 - 1, and returns where it was before. */
  set(key: Uint8Array, location: number): number | undefined {
    const hash = keyHash(key, this.#secret);
    const table = this.#tableOf(hash);
    const slot = this.#slotOf(table.slots, hash, key);
    const before = table.slots[slot + 1] as number;
    table.slots[slot] = hash;
    table.slots[slot + 1] = location + 1;
    if (before !== 0) return before - 1;
    this.#size++;
    table.count++;
    if (table.count * SLOT_WORDS > table.slots.length * MAX_LOAD) grow(table);
    return undefined;
  }

  /** Removes `key` and returns where it was. */
  delete(key: Uint8Array): number | undefined {
    const hash = keyHash(key, this.#secret);
    const table = this.#tableOf(hash);
    const slot = this.#slotOf(table.slots, hash, key);
    const location = table.slots[slot + 1] as number;
    if (location === 0) return undefined;
    this.#size--;
    table.count--;
    closeGap(table.slots, slot);
    return location - 1;
  }

  #tableOf(hash: number): Table {
    return this.#tables[hash >>> TABLE_SHIFT] as Table;
  }

  /** The slot that `key` is in, or the free one that it belongs into. */
  #slotOf(slots: Uint32Array, hash: number, key: Uint8Array): number {
    let slot = firstSlot(slots, hash);
    for (;;) {
      const location = slots[slot + 1] as number;
      if (location === 0) return slot;
      if (slots[slot] === hash && this.#isKeyAt(location - 1, key)) return slot;
      slot = nextSlot(slots, slot);
    }
  }
}

function firstSlot(slots: Uint32Array, hash: number): number {
  return (hash * SLOT_WORDS) & (slots.length - 1);
}

function nextSlot(slots: Uint32Array, slot: number): number {
  return (slot + SLOT_WORDS) & (slots.length - 1);
}

function grow(table: Table): void {
  const old = table.slots;
  const slots = new Uint32Array(old.length * 2);
  for (let from = 0; from < old.length; from += SLOT_WORDS) {
    if (old[from + 1] === 0) continue;
    let slot = firstSlot(slots, old[from] as number);
    while (slots[slot + 1] !== 0) slot = nextSlot(slots, slot);
    move(old, from, slots, slot);
  }
  table.slots = slots;
}

/** Empties a slot, and moves up what would not be found any more behind it (Knuth, vol. 3, 6.4, algorithm R). */
function closeGap(slots: Uint32Array, gap: number): void {
  const mask = slots.length - 1;
  for (let slot = nextSlot(slots, gap); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
    const first = firstSlot(slots, slots[slot] as number);
    const isReachable = ((slot - first) & mask) < ((slot - gap) & mask);
    if (isReachable) continue;
    move(slots, slot, slots, gap);
    gap = slot;
  }
  slots[gap + 1] = 0;
}

function move(from: Uint32Array, slot: number, to: Uint32Array, toSlot: number): void {
  to[toSlot] = from[slot] as number;
  to[toSlot + 1] = from[slot + 1] as number;
}
