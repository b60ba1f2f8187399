import type {
  PeerFacts,
  ReadSnapshot,
  SnapshotOffer,
  Transport,
  TransportHandler,
} from '../ports/transport.ts';
import type { Message } from '../raft/message.ts';
import type { NodeId } from '../raft/types.ts';

/** What a transport asks of the hub it belongs to. */
export interface HubPort {
  join(node: HubTransport): void;
  leave(node: HubTransport): void;
  /** Somebody may reach others than before. */
  introduce(): void;
  send(from: HubTransport, to: NodeId, message: Message): void;
  sendSnapshot(from: HubTransport, to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void>;
}

/** One node's place in a `MemoryHub`. */
export class HubTransport implements Transport {
  readonly id: NodeId;
  readonly facts: PeerFacts;
  readonly #hub: HubPort;
  readonly #given: ReadonlySet<NodeId> | null;
  readonly #learned = new Map<NodeId, PeerFacts>();
  #told: ReadonlySet<NodeId> = new Set();
  #handler: TransportHandler | null = null;
  #closed = false;

  constructor(hub: HubPort, id: NodeId, facts: PeerFacts, given: readonly NodeId[] | null) {
    this.#hub = hub;
    this.id = id;
    this.facts = Object.freeze({ ...facts });
    this.#given = given === null ? null : new Set(given);
  }

  /** Where what arrives goes; null before the start and after the end. */
  get handler(): TransportHandler | null {
    return this.#closed ? null : this.#handler;
  }

  knows(peer: NodeId): boolean {
    return this.#given === null || this.#given.has(peer) || this.#told.has(peer);
  }

  learn(peer: NodeId, facts: PeerFacts): void {
    if (this.knows(peer)) this.#learned.set(peer, facts);
  }

  async start(handler: TransportHandler): Promise<void> {
    if (this.#handler !== null || this.#closed) throw new Error('a transport can be started once');
    this.#hub.join(this);
    this.#handler = handler;
  }

  send(to: NodeId, message: Message): void {
    if (this.handler !== null && to !== this.id && this.knows(to)) this.#hub.send(this, to, message);
  }

  async sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
    if (this.handler === null) throw new Error(`${this.id} is not started, or closed already`);
    if (to === this.id || !this.knows(to)) throw new Error(`${to} is not a peer of ${this.id}`);
    await this.#hub.sendSnapshot(this, to, offer, read);
  }

  setPeers(peers: ReadonlyMap<NodeId, string | null>): void {
    this.#told = new Set(peers.keys());
    for (const peer of this.#learned.keys()) if (!this.knows(peer)) this.#learned.delete(peer);
    if (this.handler !== null) this.#hub.introduce();
  }

  peerFacts(peer: NodeId): PeerFacts | undefined {
    return this.#learned.get(peer);
  }

  close(): Promise<void> {
    if (!this.#closed) this.#hub.leave(this);
    this.#closed = true;
    return Promise.resolve();
  }
}
