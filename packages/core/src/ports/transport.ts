import type { Message } from '../raft/message.ts';
import type { NodeId, SnapshotMeta, Term } from '../raft/types.ts';

/** A snapshot that a leader of `term` sends to a follower whose next entry it no longer has (Raft figure 13). */
export interface SnapshotOffer {
  readonly term: Term;
  readonly meta: SnapshotMeta;
}

/** Short facts that a node tells its peers when it connects, such as the address its clients use. */
export type PeerFacts = Readonly<Record<string, string>>;

/** The bytes of a snapshot from `offset` on; may be asked for again when a connection breaks. */
export type ReadSnapshot = (offset: number) => AsyncIterable<Uint8Array>;

/** What a transport does with what it receives. */
export interface TransportHandler {
  onMessage(from: NodeId, message: Message): void;
  /** Resolves with how many bytes of the offered snapshot are here already; rejects when it is refused. */
  onSnapshotOffer(from: NodeId, offer: SnapshotOffer): Promise<number>;
  /**
   * Takes the bytes of a snapshot, whose offer was just accepted, from that very `offset` on. Resolves when it is stored
   * and need not be sent again.
   */
  onSnapshot(
    from: NodeId,
    offer: SnapshotOffer,
    offset: number,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<void>;
  /** Messages to this peer were, or probably were, lost. */
  onUnreachable(peer: NodeId): void;
}

/**
 * The way to the other nodes. Messages may be lost, duplicated, delayed and reordered, never altered and never
 * attributed to another sender.
 */
export interface Transport {
  start(handler: TransportHandler): Promise<void>;
  /** Sends if it can, at once and in bounded memory; what cannot be sent is dropped. */
  send(to: NodeId, message: Message): void;
  /**
   * Offers a snapshot and sends what the receiver lacks of it, apart from all messages. Resolves when the receiver's
   * {@link TransportHandler.onSnapshot} did; rejects otherwise.
   */
  sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void>;
  /**
   * The members of the cluster changed: these are the others now, each with its address where the configuration tells
   * one. Links to nodes that are no longer named are ended once what was sent has left.
   */
  setPeers(peers: ReadonlyMap<NodeId, string | null>): void;
  /** What `peer` last said about itself, or undefined before its first connection. */
  peerFacts(peer: NodeId): PeerFacts | undefined;
  /** Ends all connections. Safe to call twice. */
  close(): Promise<void>;
}
