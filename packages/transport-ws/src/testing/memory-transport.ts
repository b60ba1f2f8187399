import type {
  Message,
  NodeId,
  PeerFacts,
  ReadSnapshot,
  SnapshotOffer,
  Transport,
  TransportHandler,
} from '@seaworthy/core';

import { TransportError } from '../errors.ts';

/** @internal What a transport asks of the network it belongs to. */
export interface MemoryNetworkPort {
  join(transport: MemoryTransport): void;
  leave(transport: MemoryTransport): void;
  /** `transport` knows others than before. */
  peersChanged(transport: MemoryTransport): void;
  send(from: MemoryTransport, to: NodeId, message: Message): void;
  sendSnapshot(from: MemoryTransport, to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void>;
}

/** One node's place in a `MemoryNetwork`. */
export class MemoryTransport implements Transport {
  readonly id: NodeId;
  readonly facts: PeerFacts;
  readonly #network: MemoryNetworkPort;
  readonly #given: ReadonlySet<NodeId> | null;
  #told: ReadonlySet<NodeId> = new Set();
  readonly #known = new Map<NodeId, PeerFacts>();
  #handler: TransportHandler | null = null;
  #closed = false;

  /** @internal Use `MemoryNetwork.transport`. */
  constructor(network: MemoryNetworkPort, id: NodeId, facts: PeerFacts, given: readonly NodeId[] | null) {
    this.#network = network;
    this.id = id;
    this.facts = Object.freeze({ ...facts });
    this.#given = given === null ? null : new Set(given);
  }

  /** @internal Where what arrives goes; null before the start and after the end. */
  get handler(): TransportHandler | null {
    return this.#closed ? null : this.#handler;
  }

  /** @internal */
  learn(peer: NodeId, facts: PeerFacts): void {
    this.#known.set(peer, facts);
  }

  /** @internal Whether `peer` was given at the construction, or is a member now. */
  knows(peer: NodeId): boolean {
    return this.#given === null || this.#given.has(peer) || this.#told.has(peer);
  }

  async start(handler: TransportHandler): Promise<void> {
    if (this.#handler !== null || this.#closed)
      throw new TransportError('closed', 'a transport can be started once');
    this.#network.join(this);
    this.#handler = handler;
  }

  send(to: NodeId, message: Message): void {
    if (this.handler !== null && to !== this.id && this.knows(to)) this.#network.send(this, to, message);
  }

  async sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
    if (this.handler === null)
      throw new TransportError('closed', `${this.id} is not started or closed already`);
    if (to === this.id || !this.knows(to))
      throw new TransportError('unknown_node', `${to} is not a peer of ${this.id}`, { peer: to });
    await this.#network.sendSnapshot(this, to, offer, read);
  }

  /** Whoever is part of the network is reached by name, so that addresses say nothing here. */
  setPeers(peers: ReadonlyMap<NodeId, string | null>): void {
    this.#told = new Set(peers.keys());
    if (this.#given === null) return; // Everybody is known anyhow.
    for (const peer of this.#known.keys()) if (!this.knows(peer)) this.#known.delete(peer);
    if (this.handler !== null) this.#network.peersChanged(this);
  }

  peerFacts(peer: NodeId): PeerFacts | undefined {
    return this.#known.get(peer);
  }

  close(): Promise<void> {
    if (!this.#closed) this.#network.leave(this);
    this.#closed = true;
    return Promise.resolve();
  }
}
