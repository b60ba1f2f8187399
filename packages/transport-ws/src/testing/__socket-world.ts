import { setTimeout as pause } from 'node:timers/promises';

import {
  nodeId,
  systemClock,
  systemRandom,
  type NodeId,
  type PeerFacts,
  type Transport,
  type TransportHandler,
} from '@seaworthy/core';

import type { TransportError } from '../errors.ts';
import { formatAddress } from '../address.ts';
import { createWebSocketTransport, type WebSocketTransport } from '../web-socket-transport.ts';
import type { WebSocketTransportOptions } from '../options.ts';

export const [A, B, C] = ['a', 'b', 'c'].map(nodeId) as [NodeId, NodeId, NodeId];

const LIMIT_MS = 10_000;

/** Resolves when `condition` holds. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const end = systemClock.monotonicNow() + LIMIT_MS;
  while (!condition()) {
    if (systemClock.monotonicNow() > end) throw new Error(`waited ${LIMIT_MS} ms in vain for ${what}`);
    await pause(1);
  }
}

/** Transports of one cluster over real sockets on this machine. */
export class SocketWorld {
  readonly warnings: TransportError[] = [];
  readonly #open = new Map<NodeId, WebSocketTransport>();
  readonly #ports = new Map<NodeId, number>();
  readonly #all: WebSocketTransport[] = [];
  readonly #defaults: Partial<WebSocketTransportOptions>;

  constructor(defaults: Partial<WebSocketTransportOptions> = {}) {
    this.#defaults = defaults;
  }

  /** A transport that knows nobody and is not started. */
  create(id: NodeId, options: Partial<WebSocketTransportOptions> = {}): WebSocketTransport {
    const transport = createWebSocketTransport({
      id,
      clusterId: 'test',
      listen: { host: '127.0.0.1', port: this.#ports.get(id) ?? 0 },
      peers: {},
      clock: systemClock,
      random: systemRandom,
      onWarning: (error) => this.warnings.push(error),
      ...this.#defaults,
      ...options,
    });
    this.#all.push(transport);
    return transport;
  }

  async start(id: NodeId, handler: TransportHandler, facts: PeerFacts = {}): Promise<WebSocketTransport> {
    const transport = this.create(id, { facts });
    await this.join(id, transport, handler);
    return transport;
  }

  /** Starts `transport` and makes it and all others know each other. */
  async join(id: NodeId, transport: WebSocketTransport, handler: TransportHandler): Promise<void> {
    for (const peer of [A, B, C]) if (peer !== id) transport.setPeer(peer, this.addressOf(peer));
    await transport.start(handler);
    this.#ports.set(id, transport.address().port);
    this.#open.set(id, transport);
    for (const [peer, other] of this.#open) if (peer !== id) other.setPeer(id, this.addressOf(id));
  }

  /** The same transport, which joins the others when somebody starts it. */
  joining(id: NodeId, transport: WebSocketTransport): Transport {
    return {
      start: (handler) => this.join(id, transport, handler),
      send: (to, message) => transport.send(to, message),
      sendSnapshot: (to, offer, read) => transport.sendSnapshot(to, offer, read),
      setPeers: (peers) => transport.setPeers(peers),
      peerFacts: (peer) => transport.peerFacts(peer),
      close: () => transport.close(),
    };
  }

  /** Where `id` is, or was last, or, before its first start, where nobody is. */
  addressOf(id: NodeId): string {
    return formatAddress({ host: '127.0.0.1', port: this.#ports.get(id) ?? 1 });
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((transport: Transport) => transport.close()));
  }
}
