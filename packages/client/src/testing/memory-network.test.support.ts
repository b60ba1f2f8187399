import { socketUrl } from '../endpoint.ts';
import type { ConnectSocket, Socket, SocketHandlers } from '../ports.ts';
import type { FakeServer, Peer } from './fake-server.test.support.ts';
import type { VirtualClock } from './virtual-clock.test.support.ts';

interface Connection {
  readonly url: string;
  readonly handlers: SocketHandlers;
  readonly peer: Peer;
  server: ReturnType<FakeServer['accept']> | undefined;
  open: boolean;
}

/** Sockets in memory: every message takes a millisecond of virtual time, and servers can vanish in several ways. */
export class MemoryNetwork {
  readonly #clock: VirtualClock;
  readonly #servers = new Map<string, FakeServer>();
  readonly #silent = new Set<string>();
  readonly #connections = new Set<Connection>();
  /** Addresses in the order they were connected to. */
  readonly dialled: string[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Puts `server` at `endpoint`; undefined makes connections there be refused, and breaks those that exist. */
  place(endpoint: string, server: FakeServer | undefined): void {
    const url = socketUrl(`http://${endpoint}`);
    this.#break(url, 'connection reset');
    if (server === undefined) this.#servers.delete(url);
    else this.#servers.set(url, server);
  }

  /** Swallows everything to and from `endpoint`, or stops doing so. */
  silence(endpoint: string, silent = true): void {
    const url = socketUrl(`http://${endpoint}`);
    if (silent) this.#silent.add(url);
    else this.#silent.delete(url);
  }

  /** Connections that the client has not given up. */
  get open(): number {
    return this.#connections.size;
  }

  readonly connectSocket: ConnectSocket = (url, handlers): Socket => {
    this.dialled.push(url.replace(/^ws:\/\//, '').replace(/\/v1\/native$/, ''));
    const connection: Connection = {
      url,
      handlers,
      peer: {
        send: (message) => {
          this.#soon(connection, () => {
            handlers.onMessage(message);
          });
        },
        cut: () => {
          this.#end(connection, 'connection reset');
        },
      },
      server: undefined,
      open: true,
    };
    this.#connections.add(connection);
    this.#soon(connection, () => {
      const server = this.#servers.get(url);
      if (server === undefined) this.#end(connection, 'connection refused');
      else connection.server = server.accept(connection.peer);
    });
    const leave = (): void => {
      connection.open = false;
      this.#connections.delete(connection);
      connection.server?.closed();
    };
    return {
      send: (frame, onSent) => {
        const copy = frame.slice();
        this.#clock.schedule(1, () => {
          onSent();
          if (!this.#silent.has(url) && this.#servers.has(url)) connection.server?.message(copy);
        });
      },
      close: leave,
      destroy: leave,
    };
  };

  #soon(connection: Connection, run: () => void): void {
    this.#clock.schedule(1, () => {
      if (connection.open && !this.#silent.has(connection.url)) run();
    });
  }

  #break(url: string, reason: string): void {
    for (const connection of [...this.#connections])
      if (connection.url === url) this.#end(connection, reason);
  }

  #end(connection: Connection, reason: string): void {
    if (!connection.open) return;
    connection.open = false;
    this.#connections.delete(connection);
    connection.server?.closed();
    this.#clock.defer(() => {
      connection.handlers.onClose(new Error(reason));
    });
  }
}
