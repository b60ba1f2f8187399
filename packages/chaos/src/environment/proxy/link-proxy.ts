import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { UnitScanner } from './unit-scanner.ts';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Whether each direction of a link is whole now. */
export interface LinkState {
  /** What the dialling node sends arrives. */
  readonly forward: () => boolean;
  /** What the dialled node answers arrives. */
  readonly backward: () => boolean;
}

/**
 * The address at which one node finds another. Each connection through it is a prefix of what was sent: once a unit of
 * a direction was lost, so is all that follows on that connection, as TCP delivers no stream with a gap in it. When
 * the link is whole again, such connections are reset, and the nodes dial anew.
 */
export class LinkProxy {
  readonly #target: HostPort;
  readonly #state: LinkState;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  readonly #held = new Set<Socket>();
  readonly #probes = new Map<string, () => void>();

  constructor(target: HostPort, state: LinkState) {
    this.#target = target;
    this.#state = state;
    // Half-open, because one direction may end while the other is cut off and cannot know.
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) =>
      this.#accept(socket),
    );
  }

  /** Listens on a free port of the loopback and answers with it. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return this.port;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** To be called after the state of the link has changed. */
  changed(): void {
    for (const connection of this.#connections) connection.resetIfTorn();
    if (!this.#state.forward()) return;
    for (const socket of this.#held) {
      this.#held.delete(socket);
      this.#open(socket);
    }
  }

  /**
   * Sends a request through this proxy, as the dialling node would, and resolves with whether the dialled one was
   * heard to answer; its answer counts even if it is cut off on its way back.
   */
  async probe(timeoutMs: number): Promise<boolean> {
    const name = `/probe-${Math.trunc(performance.now() * 1000)}-${this.#probes.size}`;
    const opening = `GET ${name} HTTP/1.1\r\n`;
    const socket = connect({ host: '127.0.0.1', port: this.port });
    socket.on('error', () => undefined);
    try {
      return await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), timeoutMs);
        this.#probes.set(name, () => {
          clearTimeout(timer);
          resolve(true);
        });
        socket.write(`${opening}Host: probe\r\nConnection: close\r\n\r\n`);
      });
    } finally {
      this.#probes.delete(name);
      socket.destroy();
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#held) socket.destroy();
    for (const connection of this.#connections) connection.reset();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    if (this.#state.forward()) return this.#open(socket);
    // The dialling node's first packet is lost and sent again: it gets through once the link is whole.
    this.#held.add(socket);
    socket.once('close', () => this.#held.delete(socket));
  }

  #open(socket: Socket): void {
    if (socket.destroyed) return;
    const upstream = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    const connection: Connection = new Connection(socket, upstream, this.#state, {
      closed: () => this.#connections.delete(connection),
      answered: (opening) => this.#probes.get(opening.split(' ', 2)[1] ?? '')?.(),
    });
    this.#connections.add(connection);
  }
}

interface ConnectionEvents {
  closed(): void;
  /** The dialled node sent its first bytes, on a connection that began with `opening`. */
  answered(opening: string): void;
}

interface Direction {
  readonly from: Socket;
  readonly to: Socket;
  readonly open: () => boolean;
  /** Something was lost on the way. */
  torn: boolean;
}

class Connection {
  readonly #directions: readonly Direction[];
  readonly #events: ConnectionEvents;
  #opening = '';

  constructor(downstream: Socket, upstream: Socket, state: LinkState, events: ConnectionEvents) {
    this.#events = events;
    const forward: Direction = { from: downstream, to: upstream, open: state.forward, torn: false };
    const backward: Direction = { from: upstream, to: downstream, open: state.backward, torn: false };
    this.#directions = [forward, backward];
    downstream.once('data', (chunk: Buffer) => {
      this.#opening = chunk.toString('latin1', 0, 64);
    });
    upstream.once('data', () => events.answered(this.#opening));
    for (const direction of this.#directions) this.#relay(direction);
    downstream.resume();
  }

  resetIfTorn(): void {
    if (this.#directions.some(({ torn, open }) => torn && open())) this.reset();
  }

  reset(): void {
    for (const { from } of this.#directions) {
      // Node 20 spins at its exit if a socket is reset while its shutdown is pending.
      if (from.writableEnded) from.destroy();
      else from.resetAndDestroy();
    }
  }

  #relay(direction: Direction): void {
    const { from, to } = direction;
    const passes = (): boolean => {
      direction.torn ||= !direction.open();
      return !direction.torn;
    };
    const scanner = new UnitScanner(passes);
    from.on('data', (chunk: Buffer) => {
      const parts = scanner.push(chunk);
      if (parts.length === 0 || to.destroyed) return;
      to.cork();
      for (const part of parts) to.write(part);
      to.uncork();
      if (to.writableNeedDrain) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from.on('end', () => {
      if (passes()) to.end();
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      // A node that is cut off does not learn of the other's end.
      if (passes()) to.destroy();
      if (this.#directions.every((each) => each.from.destroyed)) this.#events.closed();
    });
  }
}
