import { createServer, type Server } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { WebSocketServer, type RawData } from 'ws';
import { NATIVE_PATH, NATIVE_PROTOCOL } from '../wire/index.ts';
import type { FakeServer } from './fake-server.test.support.ts';

export interface Listening extends AsyncDisposable {
  /** `host:port` */
  readonly endpoint: string;
}

/** Puts a fake server on a real port of the loopback interface; `status` is what it answers over HTTP. */
export async function listen(fake: FakeServer, status?: () => unknown): Promise<Listening> {
  const http = createServer((request, response) => {
    const body = request.url === '/v1/status' ? status?.() : undefined;
    response.statusCode = body === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? { error: 'not found' }));
  });
  const sockets = new WebSocketServer({
    server: http,
    path: NATIVE_PATH,
    handleProtocols: (offered) => offered.has(NATIVE_PROTOCOL) && NATIVE_PROTOCOL,
  });
  sockets.on('connection', (socket) => {
    const { message, closed } = fake.accept({
      send: (data) => {
        socket.send(data);
      },
      cut: () => {
        socket.terminate();
      },
    });
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      message(new Uint8Array(toBuffer(data)));
    });
    socket.on('close', closed);
  });
  return await listening(http, () => {
    for (const socket of sockets.clients) socket.terminate();
    http.closeAllConnections();
  });
}

/** Takes connections, and lets `handle` do what it likes with them; by default it keeps silent. */
export async function listenTcp(handle: (socket: Socket) => void = () => undefined): Promise<Listening> {
  const open = new Set<Socket>();
  const server = createTcpServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    handle(socket);
  });
  return await listening(server, () => {
    for (const socket of open) socket.destroy();
  });
}

async function listening(server: Server | TcpServer, hangUp: () => void): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      hangUp();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
