import type {
  PeerFacts,
  ReadSnapshot,
  SnapshotOffer,
  Transport,
  TransportHandler,
} from '../../ports/transport.ts';
import type { Message } from '../../raft/message.ts';
import type { NodeId } from '../../raft/types.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** What all wrong transports of one run share. */
export class Shared {
  readonly clock: VirtualClock;
  readonly handlers = new Map<NodeId, TransportHandler>();
  readonly kept: Message[] = [];
  lastChunk = new Uint8Array(0);

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }
}

/** Right but for what a mutant overrides. */
export class Wrapped implements Transport {
  protected readonly inner: Transport;
  protected readonly id: NodeId;
  protected readonly shared: Shared;

  constructor(inner: Transport, id: NodeId, shared: Shared) {
    this.inner = inner;
    this.id = id;
    this.shared = shared;
  }

  start(handler: TransportHandler): Promise<void> {
    return this.inner.start(this.handle(handler));
  }
  protected handle(handler: TransportHandler): TransportHandler {
    return {
      onMessage: (from, message) => this.receive(handler, from, message),
      onUnreachable: (peer) => this.miss(handler, peer),
      onSnapshotOffer: (from, offer) => this.consider(handler, from, offer),
      onSnapshot: (from, offer, offset, chunks) => this.take(handler, from, offer, offset, chunks),
    };
  }
  protected receive(handler: TransportHandler, from: NodeId, message: Message): void {
    handler.onMessage(from, message);
  }
  protected miss(handler: TransportHandler, peer: NodeId): void {
    handler.onUnreachable(peer);
  }
  protected consider(handler: TransportHandler, from: NodeId, offer: SnapshotOffer): Promise<number> {
    return handler.onSnapshotOffer(from, offer);
  }
  protected take(
    handler: TransportHandler,
    from: NodeId,
    offer: SnapshotOffer,
    offset: number,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    return handler.onSnapshot(from, offer, offset, chunks);
  }
  send(to: NodeId, message: Message): void {
    this.inner.send(to, message);
  }
  sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
    return this.inner.sendSnapshot(to, offer, read);
  }
  setPeers(peers: ReadonlyMap<NodeId, string | null>): void {
    this.inner.setPeers(peers);
  }
  peerFacts(peer: NodeId): PeerFacts | undefined {
    return this.inner.peerFacts(peer);
  }
  close(): Promise<void> {
    return this.inner.close();
  }
}

export type Chunks = AsyncGenerator<Uint8Array, void, undefined>;
