import type { RequestName } from './message.ts';
import type { LogIndex, NodeId } from './types.ts';

/** Who asked for a read: this node's own clients, by a number, or a follower for its clients. */
export type Reader =
  | { readonly type: 'local'; readonly id: number }
  | { readonly type: 'follower'; readonly follower: NodeId; readonly name: RequestName };

interface PendingRead {
  readonly reader: Reader;
  readonly round: number;
  readonly index: LogIndex;
}

/**
 * Reads that wait until a majority has confirmed, after they were registered, that the leader still leads (thesis §6.4).
 * Confirmations are numbered by rounds that only grow; nothing a caller supplies ever identifies one.
 */
export class Reads {
  #round = 0;
  #pending: PendingRead[] = [];
  /** Reads that came before the leader committed an entry of its own term, and so before it knew the commit index. */
  #early: Reader[] = [];

  /** The newest round. */
  get round(): number {
    return this.#round;
  }

  get hasEarly(): boolean {
    return this.#early.length > 0;
  }

  addEarly(reader: Reader): void {
    this.#early.push(reader);
  }

  takeEarly(): Reader[] {
    const readers = this.#early;
    this.#early = [];
    return readers;
  }

  /** Opens a round that confirms whatever was registered before. */
  open(): number {
    return ++this.#round;
  }

  /** Registers a read of the state at `index` and opens the round that will confirm it. */
  register(reader: Reader, index: LogIndex): void {
    this.#pending.push({ reader, round: this.open(), index });
  }

  /** Removes and returns the reads that round `confirmed` and those before it settle. */
  confirm(confirmed: number): PendingRead[] {
    if ((this.#pending[0]?.round ?? Number.POSITIVE_INFINITY) > confirmed) return [];
    const settled = this.#pending.filter(({ round }) => round <= confirmed);
    this.#pending = this.#pending.slice(settled.length);
    return settled;
  }
}
