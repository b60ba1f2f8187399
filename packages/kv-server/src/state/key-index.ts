import { keyHash, type HashSecret } from './key-hash.ts';

/** Each grows by itself, so that no growth takes long. */
const TABLES = 256;
const TABLE_SHIFT = 24;
const MIN_SLOTS = 4;
/** A table grows when more than this part of its slots is taken. */
const MAX_LOAD = 2 / 3;
/** A slot is a hash, and a location plus one; a slot is free where that is 0. */
const SLOT_WORDS = 2;
const MAX_LOCATIONS = 2 ** 32 - 1;

interface Table {
  slots: Uint32Array;
  count: number;
}

/** Whether the key of the record at `location` is the first `length` bytes of `key`. */
export type IsKeyAt = (location: number, key: Uint8Array, length: number) => boolean;

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

  /** What all else wants to be told about a key: the first `length` bytes of `key`. */
  hashOf(key: Uint8Array, length: number = key.length): number {
    return keyHash(key, length, this.#secret);
  }

  get(hash: number, key: Uint8Array, length: number = key.length): number | undefined {
    const { slots } = this.#tableOf(hash);
    for (let slot = firstSlot(slots, hash); ; slot = nextSlot(slots, slot)) {
      const location = slots[slot + 1] as number;
      if (location === 0) return undefined;
      if (slots[slot] === hash && this.#isKeyAt(location - 1, key, length)) return location - 1;
    }
  }

  /** Adds a key that is not there. Throws `RangeError` where `location` is 2^32 - 1 or more. */
  add(hash: number, location: number): void {
    const table = this.#tableOf(hash);
    const slot = slotOf(table.slots, hash, 0);
    table.slots[slot] = hash;
    table.slots[slot + 1] = contentOf(location);
    this.#size++;
    table.count++;
    if (table.count * SLOT_WORDS > table.slots.length * MAX_LOAD) grow(table);
  }

  /** The key that is at `from` is at `to` from now on. Throws `RangeError` where `to` is 2^32 - 1 or more. */
  move(hash: number, from: number, to: number): void {
    const { slots } = this.#tableOf(hash);
    slots[slotOf(slots, hash, from + 1) + 1] = contentOf(to);
  }

  /** Removes the key that is at `location`. */
  remove(hash: number, location: number): void {
    const table = this.#tableOf(hash);
    closeGap(table.slots, slotOf(table.slots, hash, location + 1));
    this.#size--;
    table.count--;
  }

  #tableOf(hash: number): Table {
    return this.#tables[hash >>> TABLE_SHIFT] as Table;
  }
}

function contentOf(location: number): number {
  if (location >= MAX_LOCATIONS) throw new RangeError('there is no room for more keys and values');
  return location + 1;
}

/** The slot that `content` is in, a location plus one that must be there, or, with 0, the free slot for a key of that hash. */
function slotOf(slots: Uint32Array, hash: number, content: number): number {
  let slot = firstSlot(slots, hash);
  while (slots[slot + 1] !== content) {
    if (slots[slot + 1] === 0) throw new RangeError(`no key of hash ${hash} is at ${content - 1}`);
    slot = nextSlot(slots, slot);
  }
  return slot;
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
    move(old, from, slots, slotOf(slots, old[from] as number, 0));
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
