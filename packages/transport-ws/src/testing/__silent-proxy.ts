import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a port that can fall silent, as a network that swallows packets does: nothing is closed, nothing is said. */
export class SilentProxy {
  /** Connections accepted since the start. */
  accepted = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #silent = false;
  #throttle: { readonly bytes: number; readonly everyMs: number } | null = null;

  /** `targetPort` gives null where nobody listens. */
  constructor(targetPort: () => number | null) {
    this.#server = createServer((near) => {
      this.accepted++;
      const port = targetPort();
      if (port === null) {
        near.on('error', () => undefined).destroy();
        return;
      }
      const far = connect(port, '127.0.0.1');
      this.#join(near, far);
      this.#join(far, near);
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Bytes stop, in both directions and on new connections too. */
  silence(): void {
    this.#silent = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** From now on each connection passes `bytes` at most in each `everyMs`. */
  throttle(bytes: number, everyMs: number): void {
    this.#throttle = { bytes, everyMs };
  }

  /** New connections work; the old ones are as dead as they would be after a long partition. */
  heal(): void {
    this.#silent = false;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    let passed = 0;
    from.on('data', (chunk) => {
      to.write(chunk);
      passed += chunk.byteLength;
      if (this.#throttle === null || passed < this.#throttle.bytes) return;
      passed = 0;
      from.pause();
      setTimeout(() => !this.#silent && from.resume(), this.#throttle.everyMs);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    if (this.#silent) from.pause();
  }
}
