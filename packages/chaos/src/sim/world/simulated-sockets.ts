import type { Socket, SocketHandlers } from '@seaworthy/client';
import type { ClientSocket, ClientSocketHandlers } from '@seaworthy/kv-server';

import type { Gate } from './gate.ts';

/** How what clients and servers say to each other fares. */
export interface ClientNetwork {
  delayMs(): number;
  /** Whether client `client` and node `node` can reach each other now. */
  reaches(client: number, node: number): boolean;
}

/** One connection between a client and a node, each behind a gate of its own. Nothing is reordered on it. */
export class Connection {
  readonly #network: ClientNetwork;
  readonly #client: number;
  readonly #node: number;
  readonly #near: Gate;
  readonly #far: Gate;
  #clientHandlers: SocketHandlers | null;
  #serverHandlers: ClientSocketHandlers | null = null;
  #toServerAtMs = 0;
  #toClientAtMs = 0;
  #now: () => number;

  constructor(
    network: ClientNetwork,
    client: number,
    node: number,
    gates: { readonly near: Gate; readonly far: Gate; readonly nowMs: () => number },
    handlers: SocketHandlers,
  ) {
    this.#network = network;
    this.#client = client;
    this.#node = node;
    this.#near = gates.near;
    this.#far = gates.far;
    this.#now = gates.nowMs;
    this.#clientHandlers = handlers;
  }

  /** The client's end. */
  get socket(): Socket {
    return {
      send: (frame, onSent) => {
        const bytes = frame.slice();
        this.#near.schedule(this.#server, 0, onSent);
        this.#toServer(() => this.#serverHandlers?.onMessage(bytes, true));
      },
      close: () => this.#leave(),
      destroy: () => this.#leave(),
    };
  }

  /** The server's end. */
  get clientSocket(): ClientSocket {
    return {
      remote: this.#remote,
      bufferedAmount: 0,
      listen: (handlers) => (this.#serverHandlers = handlers),
      send: (frame) => {
        const bytes = frame.slice();
        this.#toClient(() => this.#clientHandlers?.onMessage(bytes));
      },
      ping: () => this.#toServer(() => this.#serverHandlers?.onAlive()),
      pause: () => undefined,
      resume: () => undefined,
      close: (_code, reason) => {
        this.#toClient(() => this.#endClient(new Error(`the server closed the connection: ${reason}`)));
        this.#endServer();
      },
      terminate: () => this.#endServer(),
    };
  }

  /** The node is gone, or the way to it: the client hears of it after a while. */
  break(reason: string): void {
    this.#serverHandlers = null;
    this.#near.schedule(this.#server, this.#network.delayMs(), () => this.#endClient(new Error(reason)));
  }

  #leave(): void {
    this.#clientHandlers = null;
    this.#toServer(() => this.#endServer());
  }

  #endClient(reason: Error): void {
    const handlers = this.#clientHandlers;
    this.#clientHandlers = null;
    handlers?.onClose(reason);
  }

  #endServer(): void {
    const handlers = this.#serverHandlers;
    this.#serverHandlers = null;
    if (handlers !== null) this.#far.schedule(this.#remote, 0, () => handlers.onClose());
  }

  get #remote(): string {
    return `client ${this.#client}`;
  }

  get #server(): string {
    return `node ${this.#node}`;
  }

  #toServer(run: () => void): void {
    if (!this.#network.reaches(this.#client, this.#node)) return;
    this.#toServerAtMs = Math.max(this.#toServerAtMs, this.#now() + this.#network.delayMs());
    this.#far.schedule(this.#remote, this.#toServerAtMs - this.#now(), run);
  }

  #toClient(run: () => void): void {
    if (!this.#network.reaches(this.#client, this.#node)) return;
    this.#toClientAtMs = Math.max(this.#toClientAtMs, this.#now() + this.#network.delayMs());
    this.#near.schedule(this.#server, this.#toClientAtMs - this.#now(), run);
  }
}
