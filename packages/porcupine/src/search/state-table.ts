import type { Model } from '../model.ts';
import { MemoryExhausted } from '../memory-exhausted.ts';
import type { MemoryBudget } from './memory.ts';

/** Well below the 16.7 million entries at which V8's `Map` throws. */
const MOST_STATES = 8_000_000;
/** What a state costs besides its text: its slots here and the object itself. */
const STATE_BYTES = 128;

/** Numbers the states, so that the search deals in small integers and compares each state once. */
export class StateTable<S> {
  readonly #model: Pick<Model<S, never, never>, 'equal' | 'hash'>;
  readonly #budget: MemoryBudget;
  readonly #states: S[] = [];
  /** By value for primitives. With an `equal`: the newest state of each hash; older ones follow in `#older`. */
  readonly #ids = new Map<unknown, number>();
  readonly #older: number[] = [];
  #bytes = 0;

  constructor(model: Pick<Model<S, never, never>, 'equal' | 'hash'>, budget: MemoryBudget) {
    this.#model = model;
    this.#budget = budget;
  }

  get(id: number): S {
    return this.#states[id]!;
  }

  /** @throws {MemoryExhausted} */
  intern(state: S): number {
    const { equal, hash } = this.#model;
    if (equal === undefined) return this.#ids.get(state) ?? this.#add(state, state);
    const bucket = hash === undefined ? 0 : hash.call(this.#model, state);
    let id = this.#ids.get(bucket) ?? -1;
    for (; id >= 0; id = this.#older[id]!) {
      if (equal.call(this.#model, this.#states[id]!, state)) return id;
    }
    return this.#add(bucket, state);
  }

  release(): void {
    this.#budget.give(this.#bytes);
    this.#bytes = 0;
    this.#ids.clear();
    this.#states.length = 0;
    this.#older.length = 0;
  }

  #add(bucket: unknown, state: S): number {
    const id = this.#states.length;
    if (id >= MOST_STATES) throw new MemoryExhausted();
    const bytes = STATE_BYTES + (typeof state === 'string' ? state.length * 2 : 0);
    this.#budget.take(bytes);
    this.#bytes += bytes;
    this.#older.push(this.#ids.get(bucket) ?? -1);
    this.#ids.set(bucket, id);
    this.#states.push(state);
    return id;
  }
}
