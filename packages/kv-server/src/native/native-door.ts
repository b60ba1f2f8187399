import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Cancel, Clock } from '@seaworthy/core';
import { NATIVE_PATH, NATIVE_PROTOCOL, type Welcome } from '@seaworthy/client/wire';
import { WebSocketServer } from 'ws';

import type { KvService } from '../service/kv-service.ts';
import type { ClientSocket } from './client-socket.ts';
import { CLOSE, NativeConnection } from './native-connection.ts';
import { webClientSocket } from './web-client-socket.ts';

const CHECK_MS = 10_000;
const CLOSE_MS = 1000;

export interface NativeDoorOptions {
  readonly service: KvService;
  readonly clock: Clock;
  /** What a client is told first. */
  readonly welcome: () => Omit<Welcome, 'limits'>;
  /** Called when a connection was ended for what came over it. */
  readonly onOffence?: (offence: Offence) => void;
}

export interface Offence {
  readonly remote: string;
  /** WebSocket close code. */
  readonly code: number;
  readonly reason: string;
}

/** The native protocol: WebSockets with many requests in flight, in binary frames. */
export class NativeDoor {
  readonly #options: NativeDoorOptions;
  readonly #server: WebSocketServer;
  readonly #connections = new Map<ClientSocket, NativeConnection>();
  #cancelCheck: Cancel = () => undefined;
  #whenEmpty: (() => void)[] = [];
  #closing = false;

  constructor(options: NativeDoorOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.service.limits.frameBytes,
    });
    this.#server.on('wsClientError', (error, socket) => refuseUpgrade(socket, 400, error.message));
    this.#scheduleCheck();
  }

  /** Number of open connections. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Takes over a connection that asks for a WebSocket, or refuses it in HTTP. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refused = this.#whyRefused(request);
    if (refused !== null) return refuseUpgrade(socket, ...refused);
    const remote = `${request.socket.remoteAddress}:${request.socket.remotePort}`;
    this.#server.handleUpgrade(request, socket, head, (webSocket) =>
      this.accept(webClientSocket(webSocket, socket, remote)),
    );
  }

  /** Serves a client whose connection stands. */
  accept(socket: ClientSocket): void {
    const { service, clock, welcome, onOffence } = this.#options;
    const connection = new NativeConnection({
      socket,
      service,
      clock,
      welcome: { ...welcome(), limits: service.limits },
      onOffence: (code, reason) => onOffence?.({ remote: socket.remote, code, reason }),
      onClose: () => {
        this.#connections.delete(socket);
        if (this.#connections.size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve();
      },
    });
    this.#connections.set(socket, connection);
  }

  /** Sends what is ready, says good-bye to every client, and resolves when all connections are gone. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#cancelCheck();
    for (const [socket, connection] of this.#connections) {
      connection.close(CLOSE.goingAway, 'the server is stopping');
      this.#options.clock.schedule(CLOSE_MS, () => socket.terminate());
    }
    if (this.#connections.size > 0) await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
  }

  #whyRefused(request: IncomingMessage): [status: number, message: string] | null {
    const path = (request.url ?? '').split('?')[0];
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (path !== NATIVE_PATH) return [404, `WebSockets are served at ${NATIVE_PATH}, not at ${path}`];
    if (!protocols.includes(NATIVE_PROTOCOL)) return [400, `the sub-protocol must be ${NATIVE_PROTOCOL}`];
    if (isForeign(request)) return [403, 'a page of another origin may not connect'];
    if (this.#closing) return [503, 'this server is stopping'];
    return null;
  }

  #scheduleCheck(): void {
    this.#cancelCheck = this.#options.clock.schedule(CHECK_MS, () => {
      for (const connection of this.#connections.values()) connection.check();
      this.#scheduleCheck();
    });
  }
}

/** A browser names the page that connects; programs do not. Any page could otherwise reach a server on loopback. */
function isForeign({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
};

function refuseUpgrade(socket: Duplex, status: number, message: string): void {
  const code = status === 503 ? 'shutting_down' : 'invalid_request';
  const body = JSON.stringify({ error: message, code, retryable: status === 503 });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_TEXT[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
