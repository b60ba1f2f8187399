import { isNodeId, type Clock, type NodeId, type PeerFacts, type Random } from '@seaworthy/core';

import { parseAddress, type HostAndPort } from './address.ts';
import type { Identity } from './connection/handshake.ts';
import type { TransportTls } from './connection/tls.ts';
import { TransportError } from './errors.ts';
import { resolveLimits, type TransportLimits } from './limits.ts';

/** The addresses of the peers, as `host:port` with IPv6 addresses in brackets. */
export type PeerAddresses = ReadonlyMap<NodeId, string> | Readonly<Record<string, string>>;

export interface WebSocketTransportOptions {
  /** This node. */
  readonly id: NodeId;
  /** Nodes of other clusters are refused. 1 to 128 visible ASCII characters. */
  readonly clusterId: string;
  /** Where peers connect to. `host` without brackets; port 0 takes any free one. */
  readonly listen: HostAndPort;
  /** All peers; an entry for this node itself is left out. */
  readonly peers: PeerAddresses;
  /** Shared by all nodes of the cluster. Proves membership; does not encrypt. Default: none. */
  readonly secret?: string | Uint8Array;
  /** Told to every peer in the introduction. */
  readonly facts?: PeerFacts;
  readonly clock: Clock;
  /** Must be unpredictable in production (core's `systemRandom`): the nonces of the introduction come from it. */
  readonly random: Random;
  readonly limits?: Partial<TransportLimits>;
  readonly tls?: TransportTls;
  /** Hears of refused introductions, hostile frames, lost peers. The transport goes on by itself. */
  readonly onWarning: (error: TransportError) => void;
}

/** @internal The options, checked and complete. */
export interface ResolvedOptions {
  readonly me: Identity;
  readonly listen: HostAndPort;
  readonly peers: ReadonlyMap<NodeId, string>;
  readonly limits: TransportLimits;
  readonly tls: TransportTls | null;
}

const CLUSTER_ID = /^[\x21-\x7e]{1,128}$/;
/** What a greeting holds besides the facts; generously. */
const GREETING_BYTES = 1_024;

/** @internal Fails with `invalid_argument`. */
export function resolveOptions(options: WebSocketTransportOptions): ResolvedOptions {
  const { id, clusterId, listen, facts = {}, secret } = options;
  const limits = resolveLimits(options.limits ?? {});
  if (!isNodeId(id)) throw invalid(`expected a node id, got ${JSON.stringify(id)}`);
  if (!CLUSTER_ID.test(clusterId))
    throw invalid(`expected a cluster id of 1 to 128 visible characters, got ${JSON.stringify(clusterId)}`);
  if (!Number.isInteger(listen.port) || listen.port < 0 || listen.port > 65_535)
    throw invalid(`expected a port from 0 to 65535 to listen on, got ${listen.port}`);
  if (secret !== undefined && secret.length === 0)
    throw invalid('expected a secret of at least one byte, or none at all');
  checkFacts(facts, limits.maxHeaderBytes - GREETING_BYTES);
  return {
    me: { id, clusterId, secret: Buffer.from(secret ?? ''), facts },
    listen,
    peers: resolvePeers(id, options.peers),
    limits,
    tls: options.tls ?? null,
  };
}

function resolvePeers(id: NodeId, peers: PeerAddresses): ReadonlyMap<NodeId, string> {
  const resolved = new Map<NodeId, string>();
  const entries: Iterable<readonly [string, string]> = isMap(peers) ? peers : Object.entries(peers);
  for (const [peer, address] of entries) {
    if (!isNodeId(peer)) throw invalid(`expected node ids as names of peers, got ${JSON.stringify(peer)}`);
    parseAddress(address);
    if (peer !== id) resolved.set(peer, address);
  }
  return resolved;
}

function isMap(peers: PeerAddresses): peers is ReadonlyMap<NodeId, string> {
  return peers instanceof Map;
}

function checkFacts(facts: PeerFacts, maxBytes: number): void {
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value !== 'string') throw invalid(`expected a text as fact "${name}", got ${typeof value}`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(facts));
  if (bytes > maxBytes) throw invalid(`expected at most ${maxBytes} bytes of facts, got ${bytes}`);
}

function invalid(message: string): TransportError {
  return new TransportError('invalid_argument', message);
}
