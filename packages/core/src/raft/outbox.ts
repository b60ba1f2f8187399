import type { Durability } from './durability.ts';
import type { Effect } from './effect.ts';
import type { Message } from './message.ts';
import type { RaftLog } from './log.ts';
import type { Entry, HardState, NodeId } from './types.ts';

type Outgoing = Effect | { readonly type: 'promise'; readonly to: NodeId; readonly message: Message };

/** Gathers the effects of one step: what must be stored first, then everything else in the order it came up. */
export class Outbox {
  readonly #durability: Durability;
  readonly #log: RaftLog;
  #hardState: HardState | null = null;
  #entries: readonly Entry[] = [];
  #effects: Outgoing[] = [];

  constructor(durability: Durability, log: RaftLog) {
    this.#durability = durability;
    this.#log = log;
  }

  push(effect: Effect): void {
    this.#effects.push(effect);
  }

  /** Sends without waiting for the disk. */
  send(to: NodeId, message: Message): void {
    this.#effects.push({ type: 'send', to, message, after: 0 });
  }

  /** Sends what binds this node across a crash, and so only when everything it rests on is durable. */
  promise(to: NodeId, message: Message): void {
    this.#effects.push({ type: 'promise', to, message });
  }

  persistHardState(hardState: HardState): void {
    this.#hardState = hardState;
  }

  persistEntries(entries: readonly Entry[]): void {
    this.#entries = this.#entries.length === 0 ? entries : [...this.#entries, ...entries];
  }

  /** Ends the step. */
  take(): Effect[] {
    const effects: Effect[] = [];
    if (this.#hardState !== null || this.#entries.length > 0) {
      const sequence = this.#durability.issue(this.#log.last.index);
      effects.push({ type: 'persist', sequence, hardState: this.#hardState, entries: this.#entries });
      this.#hardState = null;
      this.#entries = [];
    }
    const after = this.#durability.outstanding;
    for (const effect of this.#effects) {
      effects.push(
        effect.type === 'promise' ? { type: 'send', to: effect.to, message: effect.message, after } : effect,
      );
    }
    this.#effects = [];
    return effects;
  }
}
