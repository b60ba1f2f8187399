import { createServer, STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { Clock, NodeId, Random } from '@seaworthy/core';
import { WebSocketServer, type WebSocket } from 'ws';

import { reasonOf, TransportError } from '../errors.ts';
import type { HostAndPort } from '../address.ts';
import { MAX_SNAPSHOT_CHUNK_BYTES, type TransportLimits } from '../limits.ts';
import { badFrame } from '../codec/bytes.ts';
import { Connection, refuseFrame } from './connection.ts';
import { AcceptorHandshake, type Channel, type Identity, type Introduction } from './handshake.ts';
import { CHANNEL_PATH } from './paths.ts';
import type { TransportTls } from './tls.ts';

export interface ListenerOptions {
  readonly me: Identity;
  readonly listen: HostAndPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: TransportLimits;
  readonly tls: TransportTls | null;
  readonly knows: (id: NodeId) => boolean;
  /** A peer has proven who it is. Must set the connection's `onFrame`. */
  readonly onPeer: (connection: Connection, peer: Introduction) => void;
  readonly onWarning: (error: TransportError) => void;
}

/** Connections beyond this are not accepted at all, introduced or not. */
const MAX_CONNECTIONS = 1_024;

/** The door for peers: accepts WebSockets, makes them introduce themselves, and hands them on. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #http: Server;
  readonly #doors: ReadonlyMap<string, { readonly channel: Channel; readonly server: WebSocketServer }>;
  readonly #connections = new Set<Connection>();
  /** Everything accepted, also what has not come as far as HTTP. */
  readonly #sockets = new Set<Socket>();
  #pending = 0;

  constructor(options: ListenerOptions) {
    this.#options = options;
    const { limits, tls } = options;
    const timeouts = {
      headersTimeout: limits.handshakeTimeoutMs,
      requestTimeout: limits.handshakeTimeoutMs,
      connectionsCheckingInterval: limits.handshakeTimeoutMs,
    };
    this.#http =
      tls === null
        ? createServer(timeouts)
        : createTlsServer({ handshakeTimeout: limits.handshakeTimeoutMs, ...tls.server, ...timeouts });
    this.#http.maxConnections = MAX_CONNECTIONS;
    this.#doors = new Map([
      [CHANNEL_PATH.messages, { channel: 'messages', server: door(limits.maxFrameBytes) }],
      [
        CHANNEL_PATH.snapshot,
        { channel: 'snapshot', server: door(Math.max(limits.maxHeaderBytes, MAX_SNAPSHOT_CHUNK_BYTES) + 1) },
      ],
    ]);
    this.#http.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#http.on('request', (_request, response) => {
      const [status, head, body] = httpAnswer(426);
      response.writeHead(status, { ...head, Upgrade: 'websocket' }).end(body);
    });
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Begins to accept. Fails with `listen_failed`. */
  async open(): Promise<void> {
    const { host, port } = this.#options.listen;
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (cause) =>
        reject(
          new TransportError('listen_failed', `cannot listen on ${host}:${port}: ${reasonOf(cause)}`, {
            cause,
          }),
        ),
      );
      this.#http.once('close', () => reject(new TransportError('closed', 'closed before it could listen')));
      this.#http.listen(port, host, resolve);
    });
    this.#http.removeAllListeners('error');
    this.#http.on('error', (cause) =>
      this.#options.onWarning(
        new TransportError('listen_failed', `the listener failed: ${cause.message}`, { cause }),
      ),
    );
  }

  get isOpen(): boolean {
    return this.#http.listening;
  }

  /** The address that was bound, or null when not listening. */
  address(): HostAndPort | null {
    const bound = this.#http.address();
    return bound === null || typeof bound === 'string' ? null : { host: bound.address, port: bound.port };
  }

  /** Accepts no more and ends everything accepted for `reason`. */
  async close(reason: TransportError): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    for (const connection of this.#connections) connection.fail(reason);
    await Promise.all([...this.#connections].map(({ ended }) => ended));
    // Node knows nothing to close of who has not finished its TLS handshake, and would wait for it.
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const path = request.url?.split('?', 1)[0] ?? '';
    const { channel, server } = this.#doors.get(path) ?? {};
    if (channel === undefined || server === undefined) {
      refuseUpgrade(socket, 404);
      return;
    }
    if (this.#pending >= this.#options.limits.maxPendingConnections) {
      refuseUpgrade(socket, 503);
      this.#options.onWarning(
        new TransportError('busy', `${this.#pending} connections wait for their introduction already`),
      );
      return;
    }
    const { remoteAddress = 'somebody', remotePort = 0 } = request.socket;
    server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#accept(webSocket, socket, channel, `${remoteAddress}:${remotePort}`);
    });
  }

  #accept(webSocket: WebSocket, socket: Duplex, channel: Channel, remote: string): void {
    const { me, clock, random, limits, knows, onPeer, onWarning } = this.#options;
    const connection = new Connection(webSocket, remote, clock, limits);
    const handshake = new AcceptorHandshake(me, channel, knows, random, limits.maxHeaderBytes);
    const stopMetering = meter(socket, 2 * limits.maxHeaderBytes, () =>
      connection.fail(badFrame(`${remote} sent more than an introduction may hold`)),
    );
    let introduced = false;
    this.#pending++;
    const settle = (): void => {
      if (introduced) return;
      introduced = true;
      this.#pending--;
      stopMetering();
    };
    this.#connections.add(connection);
    void connection.ended.then((reason) => {
      this.#connections.delete(connection);
      if (!introduced && reason.code !== 'closed') onWarning(reason);
      settle();
    });
    connection.onFrame = (frame) => {
      const { send, done } = handshake.receive(frame);
      if (send !== null) connection.send(send);
      if (done === null) return;
      settle();
      connection.onFrame = refuseFrame;
      connection.keepAlive();
      onPeer(connection, done);
    };
  }
}

function door(maxPayload: number): WebSocketServer {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload,
  });
  server.on('wsClientError', (_error: Error, socket: Duplex) => refuseUpgrade(socket, 400));
  return server;
}

/** A stranger could make `ws` gather a whole frame of the largest size; before its introduction it may send a header. */
function meter(socket: Duplex, maxBytes: number, exceeded: () => void): () => void {
  let bytes = 0;
  const count = (chunk: Buffer): void => {
    bytes += chunk.byteLength;
    if (bytes <= maxBytes) return;
    socket.pause();
    exceeded();
  };
  socket.on('data', count);
  return () => void socket.off('data', count);
}

const EXPLANATION = {
  400: ['bad_request', 'expected a WebSocket handshake'],
  404: ['not_found', `expected ${CHANNEL_PATH.messages} or ${CHANNEL_PATH.snapshot}`],
  426: ['upgrade_required', 'this is the door for Raft peers, which speak WebSocket'],
  503: ['busy', 'too many connections wait for their introduction'],
} as const;

function httpAnswer(status: keyof typeof EXPLANATION): [number, Record<string, string | number>, string] {
  const [code, error] = EXPLANATION[status];
  const body = `${JSON.stringify({ error, code })}\n`;
  const head = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  return [status, head, body];
}

function refuseUpgrade(socket: Duplex, given: keyof typeof EXPLANATION): void {
  const [status, head, body] = httpAnswer(given);
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  socket.once('finish', () => socket.destroy());
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}
