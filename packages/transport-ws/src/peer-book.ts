import type { NodeId } from '@seaworthy/core';

import { isAddress } from './address.ts';

/**
 * Who the peers are, and where they are dialled. What was given (options, `setPeer`) stays until it is removed; what the
 * cluster's configuration tells replaces what it told before, and its addresses count before given ones.
 */
export class PeerBook {
  readonly #me: NodeId;
  readonly #given: Map<NodeId, string>;
  #told: ReadonlyMap<NodeId, string | null> = new Map();
  /** What the configuration told last that is no address. */
  #unusable: ReadonlyMap<NodeId, string> = new Map();

  /** `given` has been checked. */
  constructor(me: NodeId, given: ReadonlyMap<NodeId, string>) {
    this.#me = me;
    this.#given = new Map(given);
  }

  /** Everybody, with or without an address. */
  peers(): ReadonlySet<NodeId> {
    return new Set([...this.#given.keys(), ...this.#told.keys()]);
  }

  knows(peer: NodeId): boolean {
    return this.#given.has(peer) || this.#told.has(peer);
  }

  /** Where to dial `peer`; null when nobody has said so. */
  addressOf(peer: NodeId): string | null {
    return this.#told.get(peer) ?? this.#given.get(peer) ?? null;
  }

  /** `address` has been checked. */
  give(peer: NodeId, address: string): void {
    this.#given.set(peer, address);
  }

  /** Takes what the configuration tells now. Gives the addresses that are none, each when it is told first. */
  tell(peers: ReadonlyMap<NodeId, string | null>): readonly (readonly [NodeId, string])[] {
    const told = new Map<NodeId, string | null>();
    const unusable = new Map<NodeId, string>();
    for (const [peer, address] of peers) {
      if (peer === this.#me) continue;
      if (address !== null && !isAddress(address)) unusable.set(peer, address);
      told.set(peer, address !== null && isAddress(address) ? address : this.#lastTold(peer));
    }
    const news = [...unusable].filter(([peer, address]) => this.#unusable.get(peer) !== address);
    this.#told = told;
    this.#unusable = unusable;
    return news;
  }

  /** Forgets all about `peer`. */
  remove(peer: NodeId): void {
    this.#given.delete(peer);
    this.#told = new Map([...this.#told].filter(([id]) => id !== peer));
  }

  /** A member whose address is told no more is still where it was, as far as anybody knows. */
  #lastTold(peer: NodeId): string | null {
    return this.#given.has(peer) ? null : (this.#told.get(peer) ?? null);
  }
}
