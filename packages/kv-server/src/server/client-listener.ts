import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { getRequestListener } from '@hono/node-server';

import type { NativeDoor } from '../native/native-door.ts';

export interface ClientListenerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly native: NativeDoor;
  readonly maxConnections: number;
}

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const MAX_HEADER_BYTES = 32_768;

/** Where clients come in. */
export interface ClientDoors {
  /** Where it listens. */
  readonly address: { readonly host: string; readonly port: number };
  /** Takes no new connections and resolves when the open ones have had their answers. */
  close(): Promise<void>;
  /** Ends the connections that are still open. */
  closeNow(): void;
}

/** The one port for clients: HTTP, and WebSockets for whoever upgrades. */
export class ClientListener implements ClientDoors {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Where it listens. */
  get address(): { readonly host: string; readonly port: number } {
    const { address, port } = this.#server.address() as AddressInfo;
    return { host: address, port };
  }

  /** Takes no new connections and resolves when the open ones have had their answers, or at once with `now`. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
  }

  /** Ends the connections that are still open. */
  closeNow(): void {
    this.#server.closeAllConnections();
  }
}

/** Listens for clients. Fails as `net.Server` does, such as with `EADDRINUSE`. */
export async function listenForClients(options: ClientListenerOptions): Promise<ClientListener> {
  const { host, port, native, maxConnections } = options;
  // Replacing the global Request and Response would be felt by the program that this server is embedded in.
  const listen = getRequestListener((request) => options.fetch(request), { overrideGlobalObjects: false });
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      noDelay: true,
    },
    (request, response) => void listen(request, response),
  );
  server.maxConnections = maxConnections;
  server.on('upgrade', (request, socket, head) => native.upgrade(request, socket, head));
  server.on('clientError', answerGarbage);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return new ClientListener(server);
}

function answerGarbage(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const large = error.code === 'HPE_HEADER_OVERFLOW';
  const status = late
    ? '408 Request Timeout'
    : large
      ? '431 Request Header Fields Too Large'
      : '400 Bad Request';
  const body = JSON.stringify({
    error: `this is not HTTP: ${error.message}`,
    code: 'invalid_request',
    retryable: false,
  });
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
