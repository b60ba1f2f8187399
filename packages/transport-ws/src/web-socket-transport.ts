import {
  isNodeId,
  type Message,
  type NodeId,
  type PeerFacts,
  type ReadSnapshot,
  type SnapshotOffer,
  type Transport,
  type TransportHandler,
} from '@seaworthy/core';

import { parseAddress, type HostAndPort } from './address.ts';
import type { Connection } from './connection/connection.ts';
import { Dialler } from './connection/dialler.ts';
import type { Introduction } from './connection/handshake.ts';
import { Listener } from './connection/listener.ts';
import { concerning, TransportError } from './errors.ts';
import { receiveMessages } from './messages/inbound-messages.ts';
import { PeerLink, type LinkStatus } from './messages/peer-link.ts';
import { resolveOptions, type ResolvedOptions, type WebSocketTransportOptions } from './options.ts';
import { PeerBook } from './peer-book.ts';
import { IncomingSnapshot } from './snapshot/incoming-snapshot.ts';
import { OutgoingSnapshot } from './snapshot/outgoing-snapshot.ts';
import { WarningGate } from './warning-gate.ts';

/**
 * Raft's peers over WebSocket. Every node dials every peer and sends its messages on the connection it dialled; what
 * arrives on an accepted connection is the dialler's. Each snapshot has a connection of its own.
 */
export class WebSocketTransport implements Transport {
  readonly #options: WebSocketTransportOptions;
  readonly #resolved: ResolvedOptions;
  readonly #peers: PeerBook;
  readonly #dialler: Dialler;
  readonly #listener: Listener;
  readonly #links = new Map<NodeId, PeerLink>();
  readonly #facts = new Map<NodeId, PeerFacts>();
  /** The newest connection from each peer for each channel. */
  readonly #inbound = new Map<string, Connection>();
  /** Each with the peer that it goes to. */
  readonly #outgoingSnapshots = new Map<Connection, NodeId>();
  /** Links to nodes that are no peers any more, until they have ended. */
  readonly #dropped = new Set<PeerLink>();
  #handler: TransportHandler | null = null;
  #closed: Promise<void> | null = null;

  /** @internal See {@link createWebSocketTransport}. */
  constructor(options: WebSocketTransportOptions) {
    this.#options = options;
    this.#resolved = resolveOptions(options);
    const { me, listen, peers, limits, tls } = this.#resolved;
    const { clock, random } = options;
    const gate = new WarningGate(clock, options.onWarning);
    this.#peers = new PeerBook(me.id, peers);
    this.#dialler = new Dialler(me, clock, random, limits, tls);
    this.#listener = new Listener({
      me,
      listen,
      clock,
      random,
      limits,
      tls,
      knows: (id) => this.#peers.knows(id),
      onPeer: (connection, peer) => this.#welcome(connection, peer, gate),
      onWarning: (error) => gate.warn(error),
    });
  }

  /** Listens and begins to dial; resolves when the own address is bound. Fails with `listen_failed` or `closed`. */
  async start(handler: TransportHandler): Promise<void> {
    if (this.#handler !== null || this.#closed !== null)
      throw new TransportError('closed', 'a transport can be started once');
    this.#handler = handler;
    await this.#listener.open();
    if (this.#isClosed()) {
      await this.#listener.close(this.#closedError());
      throw this.#closedError();
    }
    for (const peer of this.#peers.peers()) this.#dial(peer);
  }

  /** Where this node listens. Fails with `closed` before {@link start} and after {@link close}. */
  address(): HostAndPort {
    const address = this.#listener.address();
    if (address === null) throw new TransportError('closed', 'this transport does not listen');
    return address;
  }

  /** Adds a peer, or changes where it is dialled unless the configuration tells its address. Fails with `invalid_argument`. */
  setPeer(peer: NodeId, address: string): void {
    if (!isNodeId(peer) || peer === this.#resolved.me.id)
      throw new TransportError('invalid_argument', `expected the id of a peer, got ${JSON.stringify(peer)}`);
    parseAddress(address);
    this.#peers.give(peer, address);
    this.#dial(peer);
  }

  /**
   * Takes the members of the newest configuration, each with its address where the configuration tells one; an address
   * that it tells counts before one that was given. A member without any address is heard, and cannot be answered.
   * Nodes that were given with the options, or by {@link setPeer}, stay peers whether they are members or not: a node
   * that is about to be added must be heard, and one that was removed must be able to hear so. Links to all others are
   * ended once what was sent has left, and those nodes are refused.
   */
  setPeers(peers: ReadonlyMap<NodeId, string | null>): void {
    const before = this.#peers.peers();
    for (const [peer, address] of this.#peers.tell(peers)) {
      const message = `the configuration tells ${JSON.stringify(address)}, which is no address, for ${peer}`;
      this.#options.onWarning(new TransportError('invalid_argument', message, { peer }));
    }
    for (const peer of before) if (!this.#peers.knows(peer)) this.#drop(peer);
    for (const peer of this.#peers.peers()) this.#dial(peer);
  }

  /** Forgets a peer, wherever it was known from: dials it no more, and refuses it until it is told or given again. */
  removePeer(peer: NodeId): void {
    this.#peers.remove(peer);
    this.#drop(peer);
  }

  send(to: NodeId, message: Message): void {
    if (this.#closed === null) this.#links.get(to)?.send(message);
  }

  /** Fails with a {@link TransportError}: `refused` by the receiver, `aborted` by the source, or any fault of the connection. */
  async sendSnapshot(to: NodeId, offer: SnapshotOffer, read: ReadSnapshot): Promise<void> {
    if (this.#handler === null || this.#closed !== null) throw this.#closedError();
    const address = this.#addressOf(to);
    const connection = this.#dialler.connect(to, address, 'snapshot');
    this.#outgoingSnapshots.set(connection, to);
    void connection.ended.then(() => this.#outgoingSnapshots.delete(connection));
    try {
      const { facts } = await this.#dialler.introduce(connection, to, 'snapshot');
      this.#learn(to, facts);
      await new OutgoingSnapshot(connection, to, this.#resolved.limits).send(offer, read);
    } catch (error) {
      throw error instanceof TransportError ? concerning(to, error) : error;
    } finally {
      connection.fail(new TransportError('closed', 'the snapshot is over'));
    }
  }

  peerFacts(peer: NodeId): PeerFacts | undefined {
    return this.#facts.get(peer);
  }

  /** How the way to each peer stands. */
  links(): readonly LinkStatus[] {
    return [...this.#links.values()].map((link) => link.status());
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const reason = this.#closedError();
    const snapshots = [...this.#outgoingSnapshots.keys()].map((connection) => {
      connection.fail(reason);
      return connection.ended;
    });
    await Promise.all([
      this.#listener.close(reason),
      ...[...this.#links.values(), ...this.#dropped].map((link) => link.close(reason)),
      ...snapshots,
    ]);
  }

  #isClosed(): boolean {
    return this.#closed !== null;
  }

  #closedError(): TransportError {
    const { id } = this.#resolved.me;
    return new TransportError('closed', this.#handler === null ? `${id} was not started` : `${id} closes`);
  }

  /** Fails when there is none. */
  #addressOf(peer: NodeId): string {
    const address = this.#peers.addressOf(peer);
    if (address !== null) return address;
    throw this.#peers.knows(peer)
      ? new TransportError('unreachable', `nobody has told the address of ${peer}`, { peer })
      : this.#notAPeer(peer);
  }

  #notAPeer(peer: NodeId): TransportError {
    return new TransportError('unknown_node', `${peer} is not a peer of ${this.#resolved.me.id}`, { peer });
  }

  #learn(peer: NodeId, facts: PeerFacts): void {
    if (this.#peers.knows(peer)) this.#facts.set(peer, facts);
  }

  /** Sees to it that there is a link to `peer`, to where it is now, once this transport is started. */
  #dial(peer: NodeId): void {
    const address = this.#peers.addressOf(peer);
    if (address === null || !this.#listener.isOpen || this.#closed !== null) return;
    const link = this.#links.get(peer);
    if (link === undefined) this.#link(peer, address);
    else link.redirect(address);
  }

  #drop(peer: NodeId): void {
    this.#facts.delete(peer);
    const reason = new TransportError(
      'unknown_node',
      `${peer} is no longer a peer of ${this.#resolved.me.id}`,
    );
    for (const [key, connection] of this.#inbound) if (keyBelongsTo(key, peer)) connection.fail(reason);
    for (const [connection, to] of this.#outgoingSnapshots) if (to === peer) connection.fail(reason);
    const link = this.#links.get(peer);
    if (link === undefined) return;
    this.#links.delete(peer);
    this.#dropped.add(link);
    void link.finish(reason).then(() => this.#dropped.delete(link));
  }

  #link(peer: NodeId, address: string): void {
    const { clock, random, onWarning } = this.#options;
    const link = new PeerLink({
      peer,
      address,
      dialler: this.#dialler,
      clock,
      random,
      limits: this.#resolved.limits,
      onFacts: (facts) => this.#learn(peer, facts),
      onUnreachable: () => this.#handler?.onUnreachable(peer),
      onWarning,
    });
    this.#links.set(peer, link);
  }

  #welcome(connection: Connection, { from, channel, facts }: Introduction, gate: WarningGate): void {
    const handler = this.#handler;
    if (handler === null || this.#closed !== null) {
      connection.fail(this.#closedError());
      return;
    }
    // It may have been removed between its greeting and its proof.
    if (!this.#peers.knows(from)) {
      connection.fail(this.#notAPeer(from));
      return;
    }
    this.#learn(from, facts);
    this.#replaceInbound(inboundKey(channel, from), connection, from);
    void connection.ended.then((reason) => {
      if (reason.code === 'bad_frame' || reason.code === 'superseded') gate.warn(concerning(from, reason));
    });
    if (channel === 'messages') {
      receiveMessages(connection, from, handler);
      this.#links.get(from)?.wake();
    } else {
      new IncomingSnapshot(connection, from, handler, this.#resolved.limits);
    }
  }

  /** A peer that connects anew has given its older connection up, even where this node has not noticed yet. */
  #replaceInbound(key: string, connection: Connection, from: NodeId): void {
    const older = this.#inbound.get(key);
    this.#inbound.set(key, connection);
    older?.fail(new TransportError('superseded', `${from} opened a newer connection`));
    void connection.ended.then(() => {
      if (this.#inbound.get(key) === connection) this.#inbound.delete(key);
    });
  }
}

function inboundKey(channel: Introduction['channel'], from: NodeId): string {
  return `${channel} ${from}`;
}

function keyBelongsTo(key: string, peer: NodeId): boolean {
  return key.endsWith(` ${peer}`);
}

/**
 * Prepares the way to the other nodes; nothing is opened before `start`. Fails with a {@link TransportError} of code
 * `invalid_argument` that names what was expected.
 */
export function createWebSocketTransport(options: WebSocketTransportOptions): WebSocketTransport {
  return new WebSocketTransport(options);
}
