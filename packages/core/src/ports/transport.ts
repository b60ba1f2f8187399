import type { Message } from '../raft/message.ts';
import type { NodeId, SnapshotMeta, Term } from '../raft/types.ts';

/** A snapshot that a leader of `term` sends to a follower whose next entry it no longer has (Raft figure 13). */
export interface SnapshotOffer {
  readonly term: Term;
  readonly meta: SnapshotMeta;
}

/** Short facts that a node tells its peers when it connects, such as the address its clients use. */
export type PeerFacts = Readonly<Record<string, string>>;

/** What a transport does with what it receives. */
export interface TransportHandler {
  onMessage(from: NodeId, message: Message): void;
  /** Resolves when the snapshot is stored and needs not be sent again; rejects when it was refused. */
  onSnapshot(from: NodeId, offer: SnapshotOffer, chunks: AsyncIterable<Uint8Array>): Promise<void>;
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
  /** Resolves when the receiver's {@link TransportHandler.onSnapshot} did; rejects otherwise. */
  sendSnapshot(to: NodeId, offer: SnapshotOffer, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** What `peer` last said about itself, or undefined before its first connection. */
  peerFacts(peer: NodeId): PeerFacts | undefined;
  /** Ends all connections. Safe to call twice. */
  close(): Promise<void>;
}
