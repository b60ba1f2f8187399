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
  send(from: MemoryTransport, to: NodeId, message: Message): void;
  sendSnapshot(from: MemoryTransport, to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void>;
}

/** One node's place in a `MemoryNetwork`. */
export class MemoryTransport implements Transport {
  readonly id: NodeId;
  readonly facts: PeerFacts;
  readonly #network: MemoryNetworkPort;
  readonly #known = new Map<NodeId, PeerFacts>();
  #handler: TransportHandler | null = null;
  #closed = false;

  /** @internal Use `MemoryNetwork.transport`. */
  constructor(network: MemoryNetworkPort, id: NodeId, facts: PeerFacts) {
    this.#network = network;
    this.id = id;
    this.facts = Object.freeze({ ...facts });
  }

  /** @internal Where what arrives goes; null before the start and after the end. */
  get handler(): TransportHandler | null {
    return this.#closed ? null : this.#handler;
  }

  /** @internal */
  learn(peer: NodeId, facts: PeerFacts): void {
    this.#known.set(peer, facts);
  }

  async start(handler: TransportHandler): Promise<void> {
    if (this.#handler !== null || this.#closed)
      throw new TransportError('closed', 'a transport can be started once');
    this.#network.join(this);
    this.#handler = handler;
  }

  send(to: NodeId, message: Message): void {
    if (this.handler !== null) this.#network.send(this, to, message);
  }

  async sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
    if (this.handler === null)
      throw new TransportError('closed', `${this.id} is not started or closed already`);
    await this.#network.sendSnapshot(this, to, offer, read);
  }

  /** Whoever is part of the network is reached by name. */
  setPeers(): void {
    return;
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
