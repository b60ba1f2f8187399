import { MemoryExhausted } from '../memory-exhausted.ts';
import type { MemoryBudget } from './memory.ts';

const FIRST_SLOTS = 64;
const FIRST_WORDS = 256;

/**
 * A set of keys of 32-bit words, of any length, in typed arrays: V8's `Map` throws at 16.7 million entries and
 * costs an object each. Open addressing over (hash, reference) pairs; the keys lie one after another, each
 * behind its length. Keys are compared word by word, so a collision of hashes costs time, never soundness.
 */
export class ConfigSet {
  readonly #budget: MemoryBudget;
  #slots: Int32Array<ArrayBuffer>;
  #mask: number;
  #words: Int32Array<ArrayBuffer>;
  #end = 0;
  size = 0;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
    this.#slots = budget.allocate(FIRST_SLOTS * 2);
    this.#mask = FIRST_SLOTS - 1;
    this.#words = budget.allocate(FIRST_WORDS);
  }

  /** Adds the first `length` words of `key`; `false` when they were there already. */
  add(key: Int32Array, length: number): boolean {
    const hash = hashWords(key, length);
    let slot = hash & this.#mask;
    for (;;) {
      const reference = this.#slots[slot * 2 + 1]!;
      if (reference === 0) break;
      if (this.#slots[slot * 2] === hash && this.#holds(reference - 1, key, length)) return false;
      slot = (slot + 1) & this.#mask;
    }
    this.#slots[slot * 2 + 1] = this.#store(key, length) + 1;
    this.#slots[slot * 2] = hash;
    this.size += 1;
    // At most two thirds full.
    if (this.size * 3 > this.#mask * 2) this.#growSlots();
    return true;
  }

  release(): void {
    this.#budget.free(this.#slots);
    this.#budget.free(this.#words);
    this.#slots = new Int32Array(0);
    this.#words = new Int32Array(0);
  }

  #holds(at: number, key: Int32Array, length: number): boolean {
    const words = this.#words;
    if (words[at] !== length) return false;
    for (let i = 0; i < length; i++) if (words[at + 1 + i] !== key[i]) return false;
    return true;
  }

  #store(key: Int32Array, length: number): number {
    const at = this.#end;
    const end = at + 1 + length;
    if (end > this.#words.length) this.#growWords(end);
    const words = this.#words;
    words[at] = length;
    for (let i = 0; i < length; i++) words[at + 1 + i] = key[i]!;
    this.#end = end;
    return at;
  }

  #growWords(needed: number): void {
    // References are 31 bits wide.
    if (needed > 0x7fffffff) throw new MemoryExhausted();
    const grown = this.#budget.allocate(Math.max(this.#words.length * 2, needed));
    grown.set(this.#words);
    this.#budget.free(this.#words);
    this.#words = grown;
  }

  #growSlots(): void {
    const old = this.#slots;
    const grown = this.#budget.allocate(old.length * 2);
    const mask = grown.length / 2 - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] === 0) continue;
      let slot = old[i]! & mask;
      while (grown[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
      grown[slot * 2] = old[i]!;
      grown[slot * 2 + 1] = old[i + 1]!;
    }
    this.#budget.free(old);
    this.#slots = grown;
    this.#mask = mask;
  }
}

/** Murmur3's mixing, word by word. */
function hashWords(key: Int32Array, length: number): number {
  let hash = length;
  for (let i = 0; i < length; i++) {
    let word = Math.imul(key[i]!, 0xcc9e2d51);
    word = (word << 15) | (word >>> 17);
    hash ^= Math.imul(word, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
