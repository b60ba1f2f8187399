import { nodeId, systemClock, systemRandom, type NodeId, type Transport } from '@seaworthy/core';
import type { TransportFaultHarness, TransportSetup } from '@seaworthy/core/testing';

import type { WebSocketTransportOptions } from '../options.ts';
import { createWebSocketTransport, type WebSocketTransport } from '../web-socket-transport.ts';
import { SilentProxy } from './__silent-proxy.ts';
import { eventually } from './__socket-world.ts';

const NODES = ['a', 'b', 'c', 'd'].map(nodeId);
const DEFAULT_PEERS = NODES.slice(0, 3);
/** Quick to notice silence, so that the suite need not wait for it long; but not on a machine that is merely busy. */
const LIMITS = { pingIntervalMs: 100, maxSilentPings: 8, handshakeTimeoutMs: 3_000, maxBackoffMs: 100 };

interface Way {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly proxy: SilentProxy;
}

/** Transports over real sockets on this machine, with a proxy that can fall silent on every way between two nodes. */
export class ProxiedWorld implements TransportFaultHarness {
  readonly #options: Partial<WebSocketTransportOptions>;
  readonly #newest = new Map<NodeId, WebSocketTransport>();
  readonly #all: WebSocketTransport[] = [];
  readonly #ways: Way[] = [];

  constructor(options: Partial<WebSocketTransportOptions> = {}) {
    this.#options = options;
  }

  async create(id: NodeId, { facts = {}, knows = DEFAULT_PEERS }: TransportSetup = {}): Promise<Transport> {
    if (this.#ways.length === 0) await this.#openWays();
    const transport = createWebSocketTransport({
      id,
      clusterId: 'test',
      listen: { host: '127.0.0.1', port: 0 },
      peers: new Map(knows.filter((peer) => peer !== id).map((peer) => [peer, this.addressOf(peer, id)])),
      facts,
      clock: systemClock,
      random: systemRandom,
      limits: LIMITS,
      onWarning: () => undefined,
      ...this.#options,
    });
    this.#all.push(transport);
    this.#newest.set(id, transport);
    return transport;
  }

  addressOf(to: NodeId, from: NodeId): string {
    const way = this.#ways.find((each) => each.from === from && each.to === to);
    if (way === undefined) throw new Error(`no way from ${from} to ${to}`);
    return way.proxy.address;
  }

  isolate(id: NodeId): void {
    for (const { from, to, proxy } of this.#ways) if (from === id || to === id) proxy.silence();
  }

  rejoin(id: NodeId): void {
    for (const { from, to, proxy } of this.#ways) if (from === id || to === id) proxy.heal();
  }

  eventually(condition: () => boolean, what: string): Promise<void> {
    return eventually(condition, what);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((transport) => transport.close()));
    await Promise.all(this.#ways.map(({ proxy }) => proxy.close()));
  }

  async #openWays(): Promise<void> {
    for (const from of NODES) {
      for (const to of NODES) {
        if (from !== to) this.#ways.push({ from, to, proxy: new SilentProxy(() => this.#portOf(to)) });
      }
    }
    await Promise.all(this.#ways.map(({ proxy }) => proxy.open()));
  }

  /** Where the newest transport of `id` listens; null while none does. */
  #portOf(id: NodeId): number | null {
    try {
      return this.#newest.get(id)?.address().port ?? null;
    } catch {
      return null;
    }
  }
}
